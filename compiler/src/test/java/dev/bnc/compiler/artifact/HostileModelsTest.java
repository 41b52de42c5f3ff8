package dev.bnc.compiler.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.artifact.ModelFile;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.artifact.Npy;
import dev.bnc.runtime.artifact.SafeTensors;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files whose sums are right and whose content is not: each is refused with the reason, and without taking memory for what
/// it says of itself.
class HostileModelsTest {
    /// What refusing may allocate: the files are of a few kilobytes, and reading a good one takes less.
    private static final long BUDGET = 4 << 20;

    @TempDir
    Path folder;

    private final TrainedModel model = SmallModels.small();
    private Path file = Path.of("");
    private Json.Obj manifest = new Json.Obj();
    private String graph = "";
    private List<NamedTensor> weights = List.of();
    private SortedMap<String, byte[]> attachments = new TreeMap<>();

    @BeforeEach
    void good() {
        file = folder.resolve("m.bnm");
        ModelArtifact.of(model).write(file, Compiler.VERSION);
        manifest = ModelFile.read(file).manifest();
        graph = GraphPrinter.print(model.graph());
        weights = new ArrayList<>(model.weights());
    }

    @Test
    void theGoodOneIsTaken() {
        write();
        assertThat(ModelArtifact.read(file).model().state()).isEqualTo(model.state());
    }

    @Test
    void numbersThatAreNone() {
        change("h.weight", 7, Float.NaN);
        expect("weights.safetensors: element 7 of `h.weight` is NaN");
        change("h.weight", 7, Float.NEGATIVE_INFINITY);
        expect("weights.safetensors: element 7 of `h.weight` is -Infinity");
        change("h.weight", 7, 0);
        change("n.var", 2, -1);
        expect("weights.safetensors: element 2 of the variances `n.var` is -1.0");
    }

    @Test
    void weightsThatDoNotFitTheGraph() {
        NamedTensor first = weights.removeFirst();
        expect("weights.safetensors: it has no `conv1.weight`");
        weights.add(NamedTensor.of("conv1.weight", List.of(4, 2, 9), first.storage()));
        expect("weights.safetensors: `conv1.weight` has shape [4, 2, 9], but the graph reads [4,2,3,3]");
        weights.set(weights.size() - 1, first);
        weights.add(NamedTensor.of("more", List.of(1), new float[1]));
        expect("weights.safetensors: it has 15 tensors, but the graph reads 14");
    }

    @Test
    void graphsThatCannotBe() {
        String whole = graph;
        graph = "nonsense";
        expect("graph.txt: line 1");
        graph = whole.replace("f32[N,2,6,6]", "f32[N,2,6,2000000000]");
        expect("graph.txt: line ");
        graph = """
                %0 = input {name=image} f32[N,10000000,10000000]
                output logits = %0
                """;
        expect("graph.txt: line 1: more elements than fit into an array: [N,10000000,10000000]");
        graph = """
                @w f32[20000,20000]
                %0 = input {name=image} f32[N,20000]
                %1 = matmul(%0, @w) {transposeB=true} f32[N,20000]
                output logits = %1
                """;
        expect("weights.safetensors: it has no `w`");
        graph = """
                %0 = input {name=a} f32[N,3]
                %1 = input {name=b} f32[N,3]
                output logits = %0
                """;
        expect("graph.txt: it has 2 inputs and 1 outputs");
        graph = whole.substring(0, whole.indexOf("output "));
        expect("graph.txt: it has 1 inputs and 0 outputs");
        graph = whole + "update @n.mean = @n.beta\n";
        expect("graph.txt: parameters are updated");
    }

    @Test
    void manifestsThatSayOtherwise() {
        Json.Obj whole = manifest;
        Json.Obj task = (Json.Obj) whole.find("task").orElseThrow();
        manifest = whole.with("input", new Json.Obj().with("name", "picture").with("type", "f32[N,2,6,6]"));
        expect("manifest.json: its input [picture, f32[N,2,6,6]] is not that of the graph");
        manifest = whole.with("outputs", new Json.Arr(List.of()));
        expect("manifest.json: its outputs [] are not those of the graph");
        manifest = whole.with("name", new Json.Null());
        expect("manifest.json: it has no usable \"name\"");
        manifest = whole.with("fused", new Json.Bool(true));
        expect("fusion.json: the manifest says otherwise");
        manifest = whole.with("task", task.with("prediction", "probabilities"));
        expect("manifest.json: the graph has no output `probabilities`");
        manifest = whole.with("task", task.with("classes", new Json.Arr(List.of(new Json.Text("a")))));
        expect("manifest.json: it names 1 classes, but `logits` is f32[N,3]");
        manifest = whole.with("task", task.with("batch", 0));
        expect("manifest.json: it has no usable \"batch\"");
        Json three = new Json.Arr(List.of(Json.number(1), Json.number(1), Json.number(1)));
        manifest = whole.with(
                "task",
                task.with("normalize", new Json.Arr(List.of(new Json.Obj().with("mean", three).with("std", three)))));
        expect("manifest.json: it normalizes 3 channels of [-1, 2, 6, 6]");
    }

    @Test
    void goldensThatDoNotFit() {
        Json.Obj golden = new Json.Obj()
                .with("examples", 1)
                .with("real", 0)
                .with("source", "reference")
                .with("tolerance", 1e-4);
        manifest = manifest.with("golden", golden);
        expect("golden/input.npy: it is missing");
        attachments.put("golden/input.npy", Npy.bytes(NamedTensor.of("x", List.of(1, 2), new float[2])));
        expect("golden/input.npy: it has shape [1, 2], expected [1, 2, 6, 6]");
        attachments.put("golden/input.npy", huge());
        expect("golden/input.npy: not a whole npy file: shape [100000, 25000] has more elements than can be read");
        attachments.put("golden/input.npy", Npy.bytes(NamedTensor.of("x", List.of(1, 2, 6, 6), new float[72])));
        attachments.put("golden/output-0.npy", Npy.bytes(NamedTensor.of("y", List.of(1, 3), new float[3])));
        attachments.put("run.sh", new byte[3]);
        expect("run.sh: a model has no such part");
    }

    @Test
    void sizesBeyondTheFile() throws IOException {
        Path weights = folder.resolve("w.safetensors");
        Files.write(weights, ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(10_000_000_000L).array());
        assertRefused(() -> SafeTensors.open(weights), "not a whole safetensors file: the header's length is given as 10000000000");
        String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[50000,50000],\"data_offsets\":[0,10000000000]}}  ";
        Files.write(
                weights,
                ByteBuffer.allocate(8 + header.length())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length())
                        .put(header.getBytes(StandardCharsets.US_ASCII))
                        .array());
        assertRefused(() -> SafeTensors.open(weights), "`a` has shape [50000, 50000], more elements than can be read");
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(5L << 30);
        }
        assertRefused(() -> ModelArtifact.read(file), "it is larger than 4 GB, which no model is");
    }

    /// The header of 10 GB of numbers, and none of them.
    private static byte[] huge() {
        byte[] header = Npy.bytes(NamedTensor.of("x", List.of(0, 100000), new float[0]));
        String text = new String(header, StandardCharsets.ISO_8859_1);
        return text.replace("(0, 100000,), }     ", "(100000, 25000), }  ").getBytes(StandardCharsets.ISO_8859_1);
    }

    private void change(String tensor, int element, float value) {
        weights.replaceAll(w -> {
            if (!w.name().equals(tensor)) {
                return w;
            }
            float[] values = w.storage().clone();
            values[element] = value;
            return NamedTensor.of(w.name(), w.shape(), values);
        });
    }

    private void write() {
        ModelFile.write(file, manifest, graph, weights, attachments);
    }

    private void expect(String reason) {
        write();
        assertRefused(() -> ModelArtifact.read(file), reason);
    }

    private static void assertRefused(Runnable reading, String reason) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            reading.run();
        } catch (ArtifactException refusal) {
            long taken = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(refusal).hasMessageContaining(": " + reason).hasMessageContaining("\n  = help: ");
            assertThat(taken).as("bytes allocated").isLessThan(BUDGET);
            return;
        }
        throw new AssertionError("taken, though " + reason);
    }
}
