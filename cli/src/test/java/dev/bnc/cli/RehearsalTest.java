package dev.bnc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    @TempDir
    Path folder;

    @Test
    void trainsAndInfers() throws Exception {
        Rehearsal.run("../examples/mnist/mnist.net", folder);
        assertThat(folder.resolve("mnist-0001/model.bnm")).exists();
        assertThat(folder.resolve("short.bnm")).exists();
        assertThat(folder.resolve("blank.png")).exists();
    }

    @Test
    void saysWhichCommandFailed() {
        assertThatThrownBy(() -> Rehearsal.run("missing.net", folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("check missing.net ended with 3")
                .hasMessageContaining("missing.net");
    }
}
