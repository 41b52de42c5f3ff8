package dev.bnc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bnc.runtime.artifact.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens where a GPU is asked for and there is none.
class DeviceTest {
    @TempDir
    Path folder;

    @Test
    void saysWhatIsMissingAndExitsWithFive() {
        Sandbox sandbox = Sandbox.in(folder);
        Json.Obj found =
                (Json.Obj) Json.parse(sandbox.run("doctor --format json").out(), "doctor");
        String gpu = found.text("gpu").orElseThrow();
        assumeTrue(gpu.startsWith("not used: "), "there is a GPU here: " + gpu);
        Sandbox.Outcome outcome = sandbox.run("train {}/tiny.net --device cuda");
        assertThat(outcome.exit()).isEqualTo(ExitCodes.NO_DEVICE);
        assertThat(outcome.err())
                .contains("error: " + gpu.substring("not used: ".length()))
                .contains("  = help: ");
    }

    @Test
    void doctorTellsWhatThereIsOfCuda() {
        Sandbox.Outcome outcome = Sandbox.in(folder).run("doctor");
        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out())
                .contains("  gpu  ")
                .contains("  cuda kernels  ")
                .contains("  cuda libraries  ");
    }
}
