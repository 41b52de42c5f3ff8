package dev.bnc.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bnc.cuda.driver.Driver;
import dev.bnc.cuda.driver.Places;
import dev.bnc.runtime.program.DeviceException;
import dev.bnc.standin.Outcome;
import dev.bnc.standin.StandIn;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The scenarios of [StandInDriverTest] on a real driver, kernels compiled anew.
@Tag("gpu")
class GpuTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void findGpu() {
        try {
            System.out.println(Driver.start(Places.standard()).gpus().getFirst().description());
        } catch (DeviceException e) {
            System.out.println("GpuTest is skipped: " + e.getMessage());
            assumeTrue(false, e.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FINDINGS", "OPEN", "COMPILES", "BY_HAND", "MLP", "LENET", "INCEPTION", "MIXED"})
    void works(Scenario scenario) {
        Outcome outcome = new ScenarioRuns(new StandIn(folder)).withRealDriver(scenario);
        assertThat(outcome.exit()).as(outcome.text()).isZero();
        assertThat(outcome.text()).contains("done");
    }
}
