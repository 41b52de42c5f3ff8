package dev.bnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The number of threads changes nothing but the time.
class ThreadsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"mnist, 50", "lenet, 6"})
    void oneThreadAndTwoTrainToTheSameBits(String net, int steps) throws Exception {
        var sandbox = new Sandbox(folder);
        for (int threads = 1; threads <= 2; threads++) {
            String command = "train ../examples/mnist/%s.net --quiet --steps %d --threads %d --out {}/%d"
                    .formatted(net, steps, threads, threads);
            assertThat(sandbox.run(command).exit()).isZero();
        }
        for (String file : new String[] {"last.ckpt", "metrics.jsonl", "model.bnm"}) {
            Path one = folder.resolve("1", net + "-0001", file);
            assertThat(Files.mismatch(one, folder.resolve("2", net + "-0001", file)))
                    .as(file)
                    .isEqualTo(-1);
        }
    }
}
