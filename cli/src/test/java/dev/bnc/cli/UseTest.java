package dev.bnc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.cli.Sandbox.Outcome;
import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.Json;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trains once, then puts the model to use: `eval`, `infer`, `compile`, `show`.
class UseTest {
    @TempDir
    static Path folder;

    private static Sandbox sandbox = new Sandbox(Path.of(""));
    private static Outcome training = new Outcome(-1, "", "");

    @BeforeAll
    static void train() {
        sandbox = Sandbox.in(folder);
        training = sandbox.train("");
    }

    @Test
    void trainingEndsWithTheModel() {
        assertThat(training.exit()).isZero();
        assertThat(training.out()).endsWith("model  {}/runs/tiny-0001/model.bnm\n");
    }

    @Test
    void evalMeasuresWhatTrainingMeasuredLast() {
        Outcome outcome = sandbox.run("eval {}/runs/tiny-0001 --data {}/data --format json");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exit()).isZero();
        Json.Obj report = object(outcome.out());
        double loss = number(report, "loss");
        assertThat(report.whole("examples")).contains(30L);
        assertThat(number(report, "accuracy")).isGreaterThan(0.9);
        assertThat(training.out()).contains(String.format(Locale.ROOT, "test loss %.4f", loss));
    }

    @Test
    void evalOnTheTrainingPartIsText() {
        Outcome outcome = sandbox.run("eval {}/runs/tiny-0001/model.bnm --data {}/data --part training --quiet");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).matches("examples  95\nloss      0\\.\\d{6}\naccuracy  \\d+\\.\\d\\d %\n");
    }

    @Test
    void theReferenceAgrees() {
        String command = "eval {}/runs/tiny-0001 --data {}/data --format json --device ";
        double reference = number(object(sandbox.run(command + "reference").out()), "loss");
        double cpu = number(object(sandbox.run(command + "cpu").out()), "loss");
        assertThat(cpu).isCloseTo(reference, within(1e-6));
    }

    @Test
    void inferNamesTheLikeliestClasses() {
        sandbox.write("two.csv", "a,b,c,d\n2,0,0,0\n0,0,2,0\n");
        Outcome outcome = sandbox.run("infer {}/runs/tiny-0001 {}/two.csv --top 1");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).matches("""
                  \\{\\}/two.csv\\[0\\]  0  9\\d\\.\\d\\d %
                  \\{\\}/two.csv\\[1\\]  2  9\\d\\.\\d\\d %
                """);
    }

    @Test
    void inferPrintsProbabilitiesThatAddUpToOne() {
        sandbox.write("one.csv", "0,2,0,0\n");
        Json.Obj report = object(sandbox.run("infer {}/runs/tiny-0001 {}/one.csv --format json --top 9")
                .out());
        Json.Obj result = (Json.Obj)
                ((Json.Arr) report.find("results").orElseThrow()).elements().getFirst();
        var classes = ((Json.Arr) result.find("classes").orElseThrow()).elements();
        assertThat(result.text("input")).contains("{}/one.csv");
        assertThat(classes).hasSize(3);
        assertThat(((Json.Obj) classes.getFirst()).text("class")).contains("1");
        assertThat(classes.stream()
                        .mapToDouble(c -> number((Json.Obj) c, "probability"))
                        .sum())
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void inferReadsStandardInput() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("2,0,0,0\n".getBytes(StandardCharsets.US_ASCII)));
        try {
            assertThat(sandbox.run("infer {}/runs/tiny-0001 - --top 1").out()).startsWith("  -  0  9");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void compileTakesACheckpointAndMakesTheSameModel() throws Exception {
        Outcome outcome =
                sandbox.run("compile {}/tiny.net --weights {}/runs/tiny-0001/last.ckpt --no-fuse -o {}/compiled.bnm");
        assertThat(outcome).isEqualTo(new Outcome(0, "model  {}/compiled.bnm\n", ""));
        String same = "infer %s {}/data/same.csv --format json";
        sandbox.write("data/same.csv", "1,2,3,4\n4,3,2,1\n");
        assertThat(answers(same.formatted("{}/compiled.bnm"))).isEqualTo(answers(same.formatted("{}/runs/tiny-0001")));
        byte[] written = Files.readAllBytes(sandbox.path("compiled.bnm"));
        Outcome again = sandbox.run("compile {}/tiny.net -o {}/compiled.bnm");
        assertThat(again)
                .isEqualTo(
                        new Outcome(
                                3,
                                "",
                                "error: {}/compiled.bnm: is there already\n  = help: --force replaces it, or give another name\n"));
        assertThat(Files.readAllBytes(sandbox.path("compiled.bnm"))).isEqualTo(written);
    }

    @Test
    void theSameNetInAnotherFolderGivesTheSameModel() throws Exception {
        sandbox.write("elsewhere/deeper/tiny.net", sandbox.read("tiny.net"));
        sandbox.run("compile {}/tiny.net --quiet -o {}/here.bnm");
        sandbox.run("compile {}/elsewhere/deeper/tiny.net --quiet -o {}/there.bnm");
        assertThat(Files.readAllBytes(sandbox.path("there.bnm")))
                .isEqualTo(Files.readAllBytes(sandbox.path("here.bnm")));
    }

    @Test
    void compileWithoutWeightsSaysSo() {
        assertThat(sandbox.run("compile {}/tiny.net -o {}/initial.bnm").err())
                .isEqualTo(
                        "warning: no --weights: the model has the weights that training would start with (seed 3)\n");
    }

    @Test
    void aDamagedModelIsRefused() throws Exception {
        byte[] model = Files.readAllBytes(sandbox.path("runs/tiny-0001/model.bnm"));
        model[model.length / 2] ^= 1;
        Files.write(sandbox.path("damaged.bnm"), model);
        Outcome flipped = sandbox.run("eval {}/damaged.bnm --data {}/data");
        assertThat(flipped.exit()).isEqualTo(3);
        assertThat(flipped.out()).isEmpty();
        assertThat(flipped.err())
                .isEqualTo(
                        "error[BNC0701]: {}/damaged.bnm: weights.safetensors: its content does not match its recorded size and"
                                + " checksum\n  = help: make or fetch the model again\n");
        Files.write(sandbox.path("damaged.bnm"), Arrays.copyOf(model, model.length / 2));
        Outcome cut = sandbox.run("infer {}/damaged.bnm {}/data/train.csv");
        assertThat(cut.exit()).isEqualTo(3);
        assertThat(cut.err()).startsWith("error[BNC0701]: {}/damaged.bnm: ").contains("\n  = help: ");
    }

    @Test
    void everyKindOfFaultHasAPage() {
        for (ArtifactException.Kind kind : ArtifactException.Kind.values()) {
            assertThat(sandbox.run("explain " + kind.code()).out()).startsWith("# " + kind.code() + ": ");
        }
    }

    @Test
    void theRunSaysWhatItWas() {
        assertThat(sandbox.read("runs/tiny-0001/net.lock"))
                .startsWith("// {}/tiny.net, with every default written out\n\ntrain\n")
                .contains("  stop               stop(after = 40 steps, time_limit = none, patience = none)\n")
                .contains("  optimizer  sgd(momentum = 0.0, dampening = 0.0, nesterov = false)\n")
                .contains("  h.weight       [8,4]  weight    normal(standard_deviation = ")
                .contains("  %0 = input {name=x} f32[N,4]\n");
        assertThat(object(sandbox.read("runs/tiny-0001/run.json")).text("status"))
                .contains("finished");
    }

    @Test
    void showPrintsEveryForm() {
        assertThat(sandbox.run("show {}/tiny.net").out()).isEqualTo("""
                  layer   kind     output  params
                  h       dense 8  8           40
                  bn1     bn       8           16
                  relu1   relu     8
                  dense1  dense 3  3           27
                """);
        assertThat(sandbox.run("show {}/runs/tiny-0001").out()).isEqualTo("""
                  layer   operations        output  numbers
                          input             4
                  h       matmul, bias_add  8            40
                  bn1     batch_norm        8            32
                  relu1   relu              8
                  dense1  matmul, bias_add  3            27
                """);
        assertThat(sandbox.run("show {}/tiny.net --as ir").out())
                .contains("%0 = input {name=x} f32[N,4]\n")
                .endsWith("output logits = %6\n");
        assertThat(sandbox.run("show {}/tiny.net --as ir --training --batch 10").out())
                .contains("output loss = ");
        assertThat(sandbox.run("show {}/tiny.net --as plan --batch 7").out()).startsWith("plan tiny, batch 7: ");
        assertThat(sandbox.run("show {}/runs/tiny-0001 --as plan").out()).startsWith("plan tiny, batch 1: ");
        assertThat(sandbox.run("show {}/tiny.net --as dot --variant plain").out())
                .startsWith("digraph \"tiny\" {\n")
                .endsWith("}\n")
                .doesNotContain("batch_norm");
    }

    @Test
    void showWritesAPage() {
        assertThat(sandbox.run("show {}/runs/tiny-0001 --as html -o {}/tiny.html"))
                .isEqualTo(new Outcome(0, "", ""));
        assertThat(sandbox.read("tiny.html"))
                .startsWith("<!DOCTYPE html>\n")
                .contains("<td>bn1</td>", "outputs differ by at most ")
                .endsWith("</html>\n");
        assertThat(sandbox.run("show {}/tiny.net --as html").out()).startsWith("<!DOCTYPE html>\n");
        assertThat(sandbox.run("show {}/tiny.net --as html -o {}/tiny.html"))
                .isEqualTo(
                        new Outcome(
                                3,
                                "",
                                "error: {}/tiny.html: is there already\n  = help: --force replaces it, or give another name\n"));
        assertThat(sandbox.run("show {}/tiny.net --as html --training"))
                .isEqualTo(
                        new Outcome(
                                2,
                                "",
                                "error: --as html shows the inference of one example\n  = help: leave out --training and --batch\n"));
    }

    private static String answers(String command) {
        return object(sandbox.run(command).out()).find("results").orElseThrow().toString();
    }

    private static Json.Obj object(String text) {
        return (Json.Obj) Json.parse(text, "output");
    }

    private static double number(Json.Obj object, String name) {
        return ((Json.Num) object.find(name).orElseThrow()).value();
    }
}
