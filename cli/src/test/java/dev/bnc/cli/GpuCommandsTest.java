package dev.bnc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bnc.runtime.artifact.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
    private static StandInGpu gpu = new StandInGpu(Path.of(""));

    @BeforeAll
    static void build() throws IOException {
        missing = StandInGpu.missing();
        if (missing.isEmpty()) {
            gpu = StandInGpu.in(driver);
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
        StandInGpu.Outcome text = gpu.bnc("bench " + net + options);
        assertThat(text.exit()).as(text.text()).isZero();
        assertThat(text.text())
                .contains("tiny.net: training step of 10 examples, cuda, CPU stand-in")
                .containsPattern("latency +median .*, p10 .*, p90 .*, p99 .*, slowest .*; [0-9,]+ calls")
                .containsPattern("on the gpu +median .*; [0-9,]+ runs")
                .containsPattern("speed +.* a run with others under way: .* examples/s, .* GFLOP/s")
                .containsPattern("copies +.*B/s read and written")
                .containsPattern("step +layer +what +time +share +GFLOP/s +bytes +GB/s +of copies")
                .containsPattern("0 +h +product ");
        StandInGpu.Outcome json = gpu.bnc("bench " + net + options + " --format json");
        String line = json.text().lines().filter(l -> l.startsWith("{")).findFirst().orElseThrow();
        Json.Obj report = (Json.Obj) Json.parse(line, "report");
        assertThat(report.text("device")).contains("cuda, CPU stand-in");
        List<Json> steps = ((Json.Arr) report.members().get("steps")).elements();
        assertThat(steps).isNotEmpty().allSatisfy(step -> assertThat(
                        ((Json.Num) ((Json.Obj) step).members().get("seconds")).spelling())
                .doesNotStartWith("-"));
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
        String command = "study " + sandbox.path("tiny.net") + " --device cuda --steps 5 --out " + folder.resolve("runs");
        StandInGpu.Outcome outcome = gpu.bnc(command);
        assertThat(outcome.exit()).as(outcome.text()).isZero();
        assertThat(outcome.text()).contains("plain").contains("report");
        assertThat(sandbox.read("runs/tiny-study-0001/report.html")).contains("CPU stand-in");
    }
}
