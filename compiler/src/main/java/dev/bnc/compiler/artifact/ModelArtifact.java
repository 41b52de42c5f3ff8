package dev.bnc.compiler.artifact;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.artifact.ModelFile;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.artifact.Npy;
import dev.bnc.runtime.program.Role;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// All that a `.bnm` file holds: the model, and what shows that it is right. `docs/files.md` says how it is laid out.
///
/// @param statistics where those of the batch norms come from
/// @param certificate what fusion did, if the model is fused
/// @param goldens examples with their answers, if it was exported
public record ModelArtifact(
        TrainedModel model, Provenance statistics, Optional<Json.Obj> certificate, Optional<Goldens> goldens) {
    private static final String CERTIFICATE = "fusion.json";
    private static final String GOLDEN = "golden/";
    private static final String INPUT = GOLDEN + "input.npy";

    /// A model alone, with the statistics that training left.
    public static ModelArtifact of(TrainedModel model) {
        return new ModelArtifact(model, NormLayer.provenance(model), Optional.empty(), Optional.empty());
    }

    /// Whether batch norms were folded.
    public boolean fused() {
        return certificate.isPresent();
    }

    /// Writes the file, replacing `file` at once or not at all. Equal artifacts give equal bytes, in whichever folder their
    /// nets lie: of the places in the source only the file's name is kept.
    ///
    /// @param bncVersion of who writes it
    /// @throws ArtifactException if it cannot be written
    public void write(Path file, String bncVersion) {
        ModelFile.write(
                file,
                ManifestWriter.of(this, bncVersion),
                GraphPrinter.print(placeless(model.graph())),
                model.weights(),
                attachments());
    }

    /// Writes the model where it is not a file of its own.
    ///
    /// @param bncVersion of who writes it
    /// @throws IOException if `out` cannot be written
    public void write(OutputStream out, String bncVersion) throws IOException {
        ModelFile.write(
                out,
                ManifestWriter.of(this, bncVersion),
                GraphPrinter.print(placeless(model.graph())),
                model.weights(),
                attachments());
    }

    private static Graph placeless(Graph graph) {
        return graph.withNodes(graph.nodes().stream()
                .map(node -> node.withOrigin(node.origin().withoutFolder()))
                .toList());
    }

    private SortedMap<String, byte[]> attachments() {
        var attachments = new TreeMap<String, byte[]>();
        certificate.ifPresent(c -> attachments.put(CERTIFICATE, (c + "\n").getBytes(StandardCharsets.UTF_8)));
        goldens.ifPresent(g -> {
            attachments.put(INPUT, Npy.bytes(g.input()));
            for (int i = 0; i < g.outputs().size(); i++) {
                attachments.put(output(i), Npy.bytes(g.outputs().get(i)));
            }
        });
        return attachments;
    }

    private static String output(int index) {
        return GOLDEN + "output-" + index + ".npy";
    }

    /// Reads and checks a file.
    ///
    /// @throws ArtifactException if it is missing, damaged, or something else
    public static ModelArtifact read(Path path) {
        String file = path.toString();
        ModelFile parts = ModelFile.read(path);
        var manifest = new ManifestReader(parts.manifest(), file);
        var content = new Content(file);
        Graph graph = content.graph(parts.graph());
        Map<String, Role> roles = manifest.roles();
        var model = new TrainedModel(
                manifest.name(),
                manifest.variant(),
                graph,
                roles,
                content.weights(graph, parts.weights(), roles),
                manifest.task());
        content.checkManifest(manifest, model);
        var attachments = new TreeMap<>(parts.attachments());
        Optional<Json.Obj> certificate = certificate(attachments, file);
        if (certificate.isPresent() != manifest.fused()) {
            throw Content.impossible(file, CERTIFICATE, "the manifest says otherwise of whether the model is fused");
        }
        var artifact = new ModelArtifact(
                model, manifest.statistics(), certificate, goldens(model, manifest, attachments));
        if (!attachments.isEmpty()) {
            throw Content.impossible(file, attachments.firstKey(), "a model has no such part");
        }
        return artifact;
    }

    private static Optional<Json.Obj> certificate(SortedMap<String, byte[]> attachments, String file) {
        byte[] text = attachments.remove(CERTIFICATE);
        if (text == null) {
            return Optional.empty();
        }
        if (Json.parse(new String(text, StandardCharsets.UTF_8), file + ": " + CERTIFICATE) instanceof Json.Obj content) {
            return Optional.of(content);
        }
        throw Content.impossible(file, CERTIFICATE, "not a JSON object");
    }

    private static Optional<Goldens> goldens(
            TrainedModel model, ManifestReader manifest, SortedMap<String, byte[]> attachments) {
        return manifest.golden().map(facts -> {
            int examples = manifest.count(facts, "examples");
            List<Integer> shape = model.input().shape().sizes();
            NamedTensor input = golden(model.inputName(), INPUT, shape, examples, manifest, attachments);
            var outputs = new ArrayList<NamedTensor>();
            for (int i = 0; i < model.graph().outputs().size(); i++) {
                var output = model.graph().outputs().get(i);
                List<Integer> sizes = output.value().shape().sizes();
                outputs.add(golden(output.name(), output(i), sizes, examples, manifest, attachments));
            }
            return new Goldens(
                    input,
                    outputs,
                    manifest.count(facts, "real"),
                    manifest.goldenSource(facts),
                    manifest.tolerance(facts));
        });
    }

    private static NamedTensor golden(
            String name,
            String entry,
            List<Integer> sizes,
            int examples,
            ManifestReader manifest,
            SortedMap<String, byte[]> attachments) {
        byte[] bytes = attachments.remove(entry);
        if (bytes == null) {
            throw Content.impossible(manifest.source(), entry, "it is missing");
        }
        NamedTensor read = Npy.of(bytes, manifest.source() + ": " + entry);
        List<Integer> expected = new ArrayList<>(sizes);
        expected.set(0, examples);
        if (examples == 0 || !read.shape().equals(expected)) {
            throw Content.impossible(
                    manifest.source(), entry, "it has shape %s, expected %s".formatted(read.shape(), expected));
        }
        return NamedTensor.of(name, read.shape(), read.storage());
    }
}
