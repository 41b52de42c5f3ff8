package dev.bnc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bnc.runtime.artifact.Json;
import dev.bnc.standin.Outcome;
import dev.bnc.standin.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands with `--device cuda`, where a stand-in runs kernels on the CPU.
class GpuCommandsTest {
    @TempDir
    static Path driver;

    @TempDir
    Path folder;

    private static String missing = "not asked yet";
    private static StandIn gpu = new StandIn(Path.of(""));

    @BeforeAll
    static void build() {
        missing = StandIn.missing();
        if (missing.isEmpty()) {
            gpu = StandIn.in(driver);
        } else {
            System.out.println("GpuCommandsTest is skipped: " + missing);
        }
    }

    @BeforeEach
    void skipWithoutCompiler() {
        assumeTrue(missing.isEmpty(), missing);
    }

    @Test
    void benchTellsTheTimesOfRunsAndSteps() {
        Path net = Sandbox.in(folder).path("tiny.net");
        String options = " --train --device cuda --time 20ms --quiet";
        Outcome text = bnc("bench " + net + options);
        assertThat(text.exit()).as(text.text()).isZero();
        assertThat(text.text())
                .contains("tiny.net: training step of 10 examples, cuda, CPU stand-in")
                .containsPattern("latency +median .*, p10 .*, p90 .*, p99 .*, slowest .*; [0-9,]+ calls")
                .containsPattern("on the gpu +median .*; [0-9,]+ runs")
                .containsPattern("speed +.* a run with others under way: .* examples/s, .* GFLOP/s")
                .containsPattern("copies +.*B/s read and written")
                .containsPattern("step +layer +what +time +share +GFLOP/s +bytes +GB/s +of copies")
                .containsPattern("0 +h +layer");
        Outcome json = bnc("bench " + net + options + " --format json");
        String line =
                json.text().lines().filter(l -> l.startsWith("{")).findFirst().orElseThrow();
        Json.Obj report = (Json.Obj) Json.parse(line, "report");
        assertThat(report.text("device")).contains("cuda, CPU stand-in");
        List<Json> steps = ((Json.Arr) member(report, "steps")).elements();
        assertThat(steps)
                .isNotEmpty()
                .allSatisfy(step -> assertThat(((Json.Num) member((Json.Obj) step, "seconds")).spelling())
                        .doesNotStartWith("-"));
    }

    private static Json member(Json.Obj object, String name) {
        return Objects.requireNonNull(object.members().get(name), name);
    }

    @Test
    void benchMeasuresNothingOnTheReference() {
        Sandbox.Outcome outcome = Sandbox.in(folder).run("bench {}/tiny.net --device reference");
        assertThat(outcome.exit()).isEqualTo(ExitCodes.USAGE);
        assertThat(outcome.err()).contains("--device reference: the interpreter is slow on purpose");
    }

    @Test
    void studyTrainsItsVariants() {
        Sandbox sandbox = Sandbox.in(folder);
        sandbox.write("tiny.net", sandbox.read("tiny.net") + "\nstudy { variants = [plain] }\n");
        String command =
                "study " + sandbox.path("tiny.net") + " --device cuda --steps 5 --out " + folder.resolve("runs");
        Outcome outcome = bnc(command);
        assertThat(outcome.exit()).as(outcome.text()).isZero();
        assertThat(outcome.text()).contains("plain").contains("report");
        assertThat(sandbox.read("runs/tiny-study-0001/report.html")).contains("CPU stand-in");
    }

    @Test
    void whatWasExportedRunsAgain() throws IOException {
        Sandbox sandbox = Sandbox.in(folder);
        sandbox.run("compile {}/tiny.net --no-fuse -o {}/tiny.bnm");
        assertThat(sandbox.run("export {}/tiny.bnm --stats stored --to cuda --batch 7 --nvcc " + gpu.nvcc()
                                + " -o {}/tiny.zip")
                        .err())
                .doesNotContain("error");
        String options =
                " " + sandbox.path("data/test.csv").toString().replace("test.csv", "rows.csv") + " --format json";
        sandbox.write("data/rows.csv", "0.5,1,-1,0.25\n2,-1,0,1\n");
        Outcome outcome = bnc("infer " + sandbox.path("tiny.zip") + options + " --device cuda --quiet");
        assertThat(outcome.exit()).as(outcome.text()).isZero();
        Sandbox.Outcome cpu = sandbox.run("infer {}/tiny.bnm {}/data/rows.csv --format json --quiet");
        assertThat(classes(outcome.text())).isNotEmpty().isEqualTo(classes(cpu.out()));
        Path zip = sandbox.path("tiny.zip");
        byte[] whole = Files.readAllBytes(zip);
        Files.write(zip, Arrays.copyOf(whole, whole.length / 2));
        Sandbox.Outcome cut = sandbox.run("infer {}/tiny.zip {}/data/rows.csv");
        assertThat(cut.exit()).isEqualTo(ExitCodes.INPUT_OUTPUT);
        assertThat(cut.err()).contains("tiny.zip: ").contains("= help: make it again");
    }

    /// Runs a command line, its words separated by spaces, in a JVM that finds the stand-in.
    private static Outcome bnc(String commandLine) {
        var arguments =
                new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-Dbnc.cuda.nvcc=" + gpu.nvcc(), "dev.bnc.cli.Bnc"));
        arguments.addAll(Arrays.asList(commandLine.strip().split(" +")));
        return gpu.java(Map.of("LD_LIBRARY_PATH", gpu.folder().toString()), arguments);
    }

    private static List<String> classes(String json) {
        return Pattern.compile("\"class\":\"?(\\w+)")
                .matcher(json)
                .results()
                .map(m -> m.group(1))
                .toList();
    }
}
