package dev.bnc.runtime.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds within one process; between processes the tests of the command line show it.
class RunLockTest {
    @TempDir
    Path folder;

    @Test
    void isHeldOnceAndAgainWhenGivenBack() {
        try (RunLock _ = RunLock.of(folder)) {
            assertThatThrownBy(() -> RunLock.of(folder.resolve(".")))
                    .isInstanceOf(ArtifactException.class)
                    .hasMessageContaining("another bnc is writing it, process "
                            + ProcessHandle.current().pid());
        }
        RunLock.of(folder).close();
    }

    @Test
    void saysWhoseItIs() throws IOException {
        try (RunLock _ = RunLock.of(folder)) {
            assertThat(folder.resolve(RunLock.NAME))
                    .hasContent(Long.toString(ProcessHandle.current().pid()));
        }
    }

    @Test
    void whatAKilledProcessLeftIsNoLock() throws IOException {
        Files.writeString(folder.resolve(RunLock.NAME), "123456789\n");
        RunLock.of(folder).close();
    }

    @Test
    void aFolderThatIsNotThereIsTold() {
        assertThatThrownBy(() -> RunLock.of(folder.resolve("none")))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("cannot be written");
    }
}
