package dev.bnc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.cli.Sandbox.Outcome;
import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.ModelArtifact;
import dev.bnc.compiler.artifact.Provenance;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.Checksum;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.artifact.SafeTensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trains once, then ships the model: `export`, `infer --self-test`, `stats`.
class ExportTest {
    private static final double CLOSE = 1e-5;

    @TempDir
    static Path folder;

    private static Sandbox sandbox = new Sandbox(Path.of(""));

    @BeforeAll
    static void train() {
        sandbox = Sandbox.in(folder);
        sandbox.write("few.csv", "2,0,0,0\n0,2,0,0.5\n0.1,-0.3,2,1\n-1,1,0.5,0\n");
        ok("train {}/tiny.net --out {}/runs --threads 1");
        ok("export {}/runs/tiny-0001 -o {}/shipped.bnm");
    }

    @Test
    void aShippedModelIsFusedAndSaysWhatWasDone() {
        ModelArtifact shipped = ModelArtifact.read(sandbox.path("shipped.bnm"));
        assertThat(shipped.model().graph().nodes()).noneMatch(n -> n.op() instanceof BatchNorm);
        Json.Obj certificate = shipped.certificate().orElseThrow();
        assertThat(certificate.toString())
                .contains("\"layer\":\"bn1\",\"at\":\"tiny.net:4:20\"")
                .contains("\"kept\":[]")
                .contains("\"agreement\":{\"seeds\":[1,2,");
        Provenance statistics = shipped.statistics();
        assertThat(statistics.sample().orElseThrow().dataSet()).isEqualTo("csv");
        assertThat(statistics.sample().orElseThrow().batches()).isEqualTo(9);
        assertThat(statistics.sample().orElseThrow().sha256()).matches("[0-9a-f]{64}");
        assertThat(statistics.layers()).extracting(Provenance.Layer::policy).containsExactly("ema(keep = 0.9)");
        assertThat(statistics.layers().getFirst().drift().orElseThrow().mean()).isPositive();
        assertThat(shipped.goldens().orElseThrow().examples()).isEqualTo(6);
        assertThat(shipped.goldens().orElseThrow().real()).isEqualTo(2);
    }

    @Test
    void aShippedModelAnswersLikeTheOneThatWasTrained() {
        ok("export {}/runs/tiny-0001 --stats stored -o {}/stored.bnm");
        double[] trained = probabilities("{}/runs/tiny-0001");
        assertThat(probabilities("{}/stored.bnm")).containsExactly(trained, within(CLOSE));
        assertThat(probabilities("{}/shipped.bnm")).containsExactly(trained, within(0.2));
        Json.Obj before = object(ok("eval {}/runs/tiny-0001 --format json"));
        Json.Obj after = object(ok("eval {}/shipped.bnm --data {}/data --format json"));
        assertThat(after.whole("examples")).isEqualTo(before.whole("examples"));
        assertThat(number(after, "accuracy")).isCloseTo(number(before, "accuracy"), within(0.1));
    }

    @Test
    void theBytesDependOnTheModelAlone() {
        String shipped = sum("shipped.bnm");
        ok("export {}/runs/tiny-0001 --threads 1 -o {}/one.bnm");
        ok("export {}/runs/tiny-0001 --threads 2 -o {}/two.bnm");
        assertThat(sum("one.bnm")).isEqualTo(shipped);
        assertThat(sum("two.bnm")).isEqualTo(shipped);
        sandbox.write("else/where/tiny.net", sandbox.read("tiny.net"));
        ok("train {}/else/where/tiny.net --out {}/else/runs --threads 2");
        ok("export {}/else/runs/tiny-0001 -o {}/else/shipped.bnm");
        assertThat(sum("else/runs/tiny-0001/model.bnm")).isEqualTo(sum("runs/tiny-0001/model.bnm"));
        assertThat(sum("else/shipped.bnm")).isEqualTo(shipped);
        ok("export {}/shipped.bnm -o {}/again.bnm");
        assertThat(sum("again.bnm")).isEqualTo(shipped);
    }

    private static String sum(String file) {
        try {
            return Checksum.of(sandbox.path(file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void aChangedByteAnywhereIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(sandbox.path("shipped.bnm"));
        Path file = sandbox.path("changed.bnm");
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 << at % 8);
            Files.write(file, changed);
            assertThatThrownBy(() -> ModelArtifact.read(file))
                    .as("byte %d", at)
                    .isInstanceOfSatisfying(
                            ArtifactException.class,
                            refusal -> assertThat(refusal.fault()).isPresent());
        }
    }

    @Test
    void theSelfTestPassesOnEveryDevice() {
        assertThat(ok("infer {}/shipped.bnm --self-test").out())
                .matches("passed  6 examples, 2 of them real; largest difference \\d\\.\\de-0[678], allowed 1e-04\n");
        Json.Obj report = object(ok("infer {}/shipped.bnm --self-test --device reference --format json"));
        Json.Obj test = (Json.Obj) report.find("self-test").orElseThrow();
        assertThat(test.find("passed")).contains(new Json.Bool(true));
        assertThat(number(test, "largest_difference")).isLessThan(1e-6);
    }

    @Test
    void aModelThatAnswersOtherwiseFailsItsSelfTest() {
        ModelArtifact shipped = ModelArtifact.read(sandbox.path("shipped.bnm"));
        NamedTensor first = shipped.model().weights().getFirst();
        float[] values = first.storage().clone();
        values[0] += 0.5f;
        var changed = shipped.model().with(List.of(NamedTensor.of(first.name(), first.shape(), values)));
        new ModelArtifact(changed, shipped.statistics(), shipped.certificate(), shipped.goldens())
                .write(sandbox.path("other.bnm"), Compiler.VERSION);
        Outcome outcome = sandbox.run("infer {}/other.bnm --self-test");
        assertThat(outcome.exit()).isEqualTo(ExitCodes.TOLERANCE);
        assertThat(outcome.out())
                .matches(
                        "FAILED  6 examples, 2 of them real; largest difference \\d\\.\\de-0[123] in `logits` of example \\d,"
                                + " allowed 1e-04\n");
        Outcome export = sandbox.run("export {}/other.bnm -o {}/other-again.bnm");
        assertThat(export.exit()).isEqualTo(ExitCodes.TOLERANCE);
        assertThat(sandbox.path("other-again.bnm")).doesNotExist();
    }

    @Test
    void exportedWeightsComeBack() {
        ok("export {}/runs/tiny-0001 --to safetensors --no-fuse --stats stored -o {}/weights.safetensors");
        SafeTensors file = SafeTensors.open(sandbox.path("weights.safetensors"));
        assertThat(file.metadata()).containsEntry("format", "pt").containsEntry("net", "tiny");
        assertThat(file.entries())
                .extracting(SafeTensors.Entry::name)
                .containsExactly(
                        "h.weight",
                        "h.bias",
                        "bn1.running_mean",
                        "bn1.running_var",
                        "bn1.weight",
                        "bn1.bias",
                        "dense1.weight",
                        "dense1.bias");
        Outcome compiled = ok("compile {}/tiny.net --weights {}/weights.safetensors --no-fuse -o {}/back.bnm");
        assertThat(compiled.err()).isEmpty();
        assertThat(probabilities("{}/back.bnm")).isEqualTo(probabilities("{}/runs/tiny-0001"));
        Outcome trained = ok("train {}/tiny.net --init {}/weights.safetensors --steps 1 --out {}/more --threads 1");
        assertThat(trained.exit()).isZero();
    }

    @Test
    void fusedWeightsHaveTheNamesOfTheLayers() {
        ok("export {}/shipped.bnm --to safetensors -o {}/fused.safetensors");
        SafeTensors file = SafeTensors.open(sandbox.path("fused.safetensors"));
        assertThat(file.metadata()).containsEntry("fused", "true");
        assertThat(file.entries())
                .extracting(SafeTensors.Entry::name)
                .containsExactlyInAnyOrder("h.weight", "h.bias", "dense1.weight", "dense1.bias");
    }

    @Test
    void statsCompareTheModelWithItsData() {
        Json.Obj report = object(ok("stats {}/runs/tiny-0001 --format json"));
        Json.Obj layer = (Json.Obj)
                ((Json.Arr) report.find("layers").orElseThrow()).elements().getFirst();
        assertThat(layer.text("name")).contains("bn1");
        assertThat(layer.whole("channels")).contains(8L);
        assertThat(number(layer, "mean_drift")).isBetween(1e-4, 1.0);
        assertThat(number(layer, "smallest_variance")).isPositive();
        assertThat(number((Json.Obj) report.find("stored").orElseThrow(), "accuracy"))
                .isGreaterThan(0.9);
        assertThat(((Json.Obj) report.find("batch").orElseThrow()).whole("examples"))
                .contains(30L);
    }

    /// The same things seen by another device: every number is twice as large, and moved.
    @Test
    void newStatisticsAdaptAModelToAnotherDomain() throws IOException {
        for (String part : List.of("train", "test")) {
            sandbox.write("moved/" + part + ".csv", moved(sandbox.path("data/" + part + ".csv")));
        }
        String accuracy = "eval %s --data {}/moved --format json";
        double before = number(object(ok(accuracy.formatted("{}/runs/tiny-0001"))), "accuracy");
        ok("stats {}/runs/tiny-0001 --recompute --data {}/moved -o {}/moved.bnm");
        double after = number(object(ok(accuracy.formatted("{}/moved.bnm"))), "accuracy");
        assertThat(before).isLessThan(0.8);
        assertThat(after).isGreaterThan(0.9);
        ok("export {}/moved.bnm --stats stored -o {}/moved-shipped.bnm");
        assertThat(number(object(ok(accuracy.formatted("{}/moved-shipped.bnm"))), "accuracy"))
                .isEqualTo(after);
    }

    private static String moved(Path table) throws IOException {
        return Files.readString(table)
                .lines()
                .map(line -> {
                    List<String> cells = new ArrayList<>(Arrays.asList(line.split(",", -1)));
                    for (int i = 0; i < 4; i++) {
                        cells.set(i, Double.toString(2 * Double.parseDouble(cells.get(i)) + 5));
                    }
                    return String.join(",", cells);
                })
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static double[] probabilities(String model) {
        Json results = object(ok("infer " + model + " {}/few.csv --top 3 --format json"))
                .find("results")
                .orElseThrow();
        return ((Json.Arr) results)
                .elements().stream()
                        .flatMap(r -> ((Json.Arr) ((Json.Obj) r).find("classes").orElseThrow()).elements().stream())
                        .mapToDouble(c -> number((Json.Obj) c, "probability"))
                        .toArray();
    }

    private static Outcome ok(String command) {
        Outcome outcome = sandbox.run(command);
        assertThat(outcome.exit()).as("%s%n%s", command, outcome.err()).isZero();
        return outcome;
    }

    private static Json.Obj object(Outcome outcome) {
        return (Json.Obj) Json.parse(outcome.out(), "output");
    }

    private static double number(Json.Obj object, String name) {
        return ((Json.Num) object.find(name).orElseThrow()).value();
    }
}
