package dev.bnc.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bnc.standin.Outcome;
import dev.bnc.standin.StandIn;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The whole way through the presets without a GPU: a driver and a compiler that run kernels on the CPU stand in for CUDA's.
class StandInDriverTest {
    @TempDir
    static Path folder;

    private static String missing = "not asked yet";
    private static ScenarioRuns standIn = new ScenarioRuns(new StandIn(Path.of("")));

    @BeforeAll
    static void build() {
        missing = StandIn.missing();
        if (missing.isEmpty()) {
            standIn = ScenarioRuns.in(folder);
        } else {
            System.out.println("StandInDriverTest is skipped: " + missing);
        }
    }

    @BeforeEach
    void skipWithoutCompiler() {
        assumeTrue(missing.isEmpty(), missing);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LIBRARIES", "WANTED", "COMPILES"})
    void works(Scenario scenario) {
        assertDone(standIn.scenario(scenario, scenario.settings()));
    }

    @ParameterizedTest
    @EnumSource(names = {"BY_HAND", "MLP"})
    void worksWithBlocksInTheOppositeOrder(Scenario scenario) {
        assertDone(standIn.scenario(scenario, with(scenario.settings(), "STANDIN_REVERSE", "1")));
    }

    @Test
    void findsGpuDriverAndCompiler() {
        assertThat(standIn.scenario(Scenario.FINDINGS, Map.of()).text())
                .contains("gpu: CPU stand-in, 8 GiB, compute capability 9.0, 2 multiprocessors; used with --device cuda")
                .contains("cuda driver: made for CUDA 13.0")
                .contains("cuda kernels: compiled by nvcc 0.0, kept in " + folder.resolve("cache/cuda"))
                .contains("cuda libraries: cuBLASLt ");
    }

    @Test
    void librariesComputeTheSame() {
        assertDone(standIn.scenario(Scenario.LIBRARIES, Scenario.LIBRARIES.settings()));
        assertThat(folder.resolve("cache/cuda/libraries.txt"))
                .content()
                .contains("CPU stand-in cuBLASLt 13.1.0 gemm ")
                .contains("CPU stand-in cuDNN 9.19.0 conv forward ")
                .contains("conv input_gradient ")
                .contains("conv weight_gradient ");
    }

    /// NVRTC where the loader finds it, or in the folder that `-Dbnc.cuda.libraries` names.
    @Test
    void kernelsCompileByNvrtc() {
        Outcome outcome = standIn.scenario(Scenario.COMPILES, Map.of());
        assumeTrue(!outcome.text().contains("no NVRTC"), "NVRTC is not installed");
        assertThat(outcome.text()).contains("compiled by NVRTC 13.");
        assertDone(outcome);
    }

    @Test
    void doesWithoutLibrariesOrSaysWhichIsMissing() {
        assertThat(standIn.scenario(Scenario.WANTED, Map.of()).text())
                .contains("NONE: CPU stand-in\n")
                .contains("AUTO: CPU stand-in, cuBLASLt is not installed: libcublasLt.so.13 was not found, own kernels do its work")
                .contains("cuDNN is not installed: libcudnn_graph.so.9 was not found, own kernels do its work")
                .contains("REQUIRED: NO_LIBRARY: cuBLASLt is not installed: libcublasLt.so.13 was not found")
                .contains("= help: install it, or say where it is: -Dbnc.cuda.libraries=FOLDER");
    }

    @Test
    void refusesOldLibraries() {
        var settings = Map.of(ScenarioRuns.LIBRARIES, "yes", "STANDIN_CUBLASLT", "120803", "STANDIN_CUDNN", "80907");
        assertThat(standIn.scenario(Scenario.WANTED, settings).text())
                .contains("AUTO: CPU stand-in, cuBLASLt 12.8.3 (libcublasLt.so.13) is too old, 13.0.0 or newer is needed, own")
                .contains("cuDNN 8.9.7 (libcudnn_graph.so.9) is too old, 9.0.0 or newer is needed")
                .contains("REQUIRED: NO_LIBRARY: cuBLASLt 12.8.3");
    }

    @Test
    void doesWithoutLibrariesThatDoNotStart() {
        var settings = Map.of(ScenarioRuns.LIBRARIES, "yes", "STANDIN_REFUSE", "yes");
        Outcome outcome = standIn.scenario(Scenario.WANTED, settings);
        assertThat(outcome.text())
                .contains("AUTO: CPU stand-in, cuBLASLt 13.1.0 does not start: cuBLASLt says NOT_INITIALIZED (1), own kernels do")
                .contains("cuDNN 9.19.0 does not start: cuDNN says CUDNN_STATUS (1001), own kernels do its work")
                .contains("REQUIRED: FAILED: cuBLASLt 13.1.0 does not start")
                .contains("= help: leave the library out: --libraries none");
        assertDone(outcome);
    }

    @Test
    void opensTheGpu() {
        assertThat(standIn.scenario(Scenario.OPEN, Map.of()).text()).contains("opened CPU stand-in");
    }

    @Test
    void refusesAnOldDriver() {
        assertThat(standIn.scenario(Scenario.OPEN, Map.of("STANDIN_VERSION", "12040")).text())
                .contains("DRIVER_TOO_OLD: the NVIDIA driver is made for CUDA 12.4, kernels need 13.0 or newer")
                .contains("= help: install driver 580 or newer");
    }

    @Test
    void saysThatTheDriverSeesNoGpu() {
        assertThat(standIn.scenario(Scenario.OPEN, Map.of("STANDIN_GPUS", "0")).text())
                .contains("NO_DEVICE: the CUDA driver (for CUDA 13.0) sees no GPU");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPEN", "FINDINGS"})
    void neverCallsAnEmptyDriver(String scenario) {
        Outcome outcome = standIn.withEmptyDriver(List.of(Scenario.class.getName(), scenario));
        assertThat(outcome.text()).contains("no NVIDIA driver").contains("it has no function cuInit");
        assertDone(outcome);
    }

    private static void assertDone(Outcome outcome) {
        assertThat(outcome.text()).contains("done").doesNotContain("not freed");
        assertThat(outcome.exit()).as(outcome.text()).isZero();
    }

    private static Map<String, String> with(Map<String, String> settings, String name, String value) {
        var more = new HashMap<>(settings);
        more.put(name, value);
        return more;
    }
}
