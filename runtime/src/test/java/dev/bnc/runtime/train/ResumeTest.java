package dev.bnc.runtime.train;

import static dev.bnc.runtime.train.TrainedBlobs.STEPS;
import static dev.bnc.runtime.train.TrainedBlobs.after;
import static dev.bnc.runtime.train.TrainedBlobs.everyStep;
import static dev.bnc.runtime.train.TrainedBlobs.recomputing;
import static dev.bnc.runtime.train.TrainedBlobs.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.data.Shuffle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs that are stopped, killed or made elsewhere end with the files of those that are not.
class ResumeTest {
    @TempDir
    Path runs;

    private TrainedBlobs blobs() {
        return new TrainedBlobs(runs);
    }

    @Test
    void equalRunsHaveEqualFiles() throws IOException {
        RunFolder first = blobs().create();
        RunFolder second = blobs().create();
        blobs().train(settings(), first, everyStep(), () -> false, new Heard());
        blobs().train(settings(), second, TrainOptions.defaults(), () -> false, new Heard());
        assertSameFiles(first, second);
        RunFolder other = blobs().create();
        blobs().train(settings().withSeed(8), other, TrainOptions.defaults(), () -> false, new Heard());
        assertThat(Files.readAllBytes(other.lastCheckpoint())).isNotEqualTo(Files.readAllBytes(first.lastCheckpoint()));
    }

    @Test
    void stoppedAtAnyStepItGoesOnToTheSameBits() throws IOException {
        RunFolder whole = blobs().create();
        blobs().train(settings(), whole, TrainOptions.defaults(), () -> false, new Heard());
        for (int stop = 0; stop < STEPS; stop++) {
            RunFolder stopped = blobs().create();
            TrainResult result = blobs().train(settings(), stopped, TrainOptions.defaults(), after(stop), new Heard());
            assertThat(result.outcome()).isEqualTo(TrainResult.Outcome.INTERRUPTED);
            assertThat(result.step()).isEqualTo(stop);
            assertThat(stopped.facts().text("status")).contains("interrupted");
            blobs().train(settings(), stopped, TrainOptions.defaults().resuming(), () -> false, new Heard());
            assertSameFiles(stopped, whole);
            assertThat(stopped.facts().text("status")).contains("finished");
        }
    }

    @Test
    void aDeviceThatRunsAheadMakesTheSameFiles() throws IOException {
        RunFolder here = blobs().create();
        var heard = new Heard();
        blobs().train(recomputing(settings()), here, everyStep(), () -> false, heard);
        RunFolder ahead = blobs().create();
        var heardAhead = new Heard();
        blobs().trainAhead(recomputing(settings()), ahead, everyStep(), () -> false, heardAhead);
        assertSameFiles(ahead, here);
        assertThat(heardAhead.losses).isEqualTo(heard.losses);
        for (int stop = 0; stop < STEPS; stop++) {
            RunFolder stopped = blobs().create();
            TrainResult result = blobs().trainAhead(
                            recomputing(settings()), stopped, TrainOptions.defaults(), after(stop), new Heard());
            assertThat(result.step()).isEqualTo(stop);
            blobs().train(
                            recomputing(settings()),
                            stopped,
                            TrainOptions.defaults().resuming(),
                            () -> false,
                            new Heard());
            assertSameFiles(stopped, here);
        }
    }

    @Test
    void killedAtAnyStepItGoesOnToTheSameBits() throws IOException {
        RunFolder whole = blobs().create();
        blobs().train(recomputing(settings()), whole, TrainOptions.defaults(), () -> false, new Heard());
        for (int kill = 0; kill < STEPS; kill++) {
            RunFolder killed = blobs().create();
            int last = kill;
            BooleanSupplier killing = after(kill);
            assertThatThrownBy(() -> blobs().train(
                                    recomputing(settings()),
                                    killed,
                                    last % 2 == 0 ? TrainOptions.defaults() : everyStep(),
                                    () -> {
                                        if (killing.getAsBoolean()) {
                                            throw new Killed();
                                        }
                                        return false;
                                    },
                                    new Heard()))
                    .isInstanceOf(Killed.class);
            // What a kill in the middle of a write leaves behind.
            Files.write(killed.path().resolve("last.ckpt.tmp"), new byte[] {1, 2, 3});
            Files.writeString(
                    killed.metrics(),
                    Files.readString(killed.metrics()) + "{\"step\":99,\"epoch\":9}\n{\"step\":10",
                    StandardCharsets.UTF_8);
            blobs().train(recomputing(settings()), killed, everyStep().resuming(), () -> false, new Heard());
            assertSameFiles(killed, whole);
        }
    }

    @Test
    void aFinishedRunResumedStaysAsItIs() throws IOException {
        RunFolder once = blobs().create();
        RunFolder twice = blobs().create();
        blobs().train(settings(), once, TrainOptions.defaults(), () -> false, new Heard());
        blobs().train(settings(), twice, TrainOptions.defaults(), () -> false, new Heard());
        blobs().train(settings(), twice, TrainOptions.defaults().resuming(), () -> false, new Heard());
        assertSameFiles(once, twice);
    }

    @Test
    void resumingWithOtherSettingsIsRefused() {
        RunFolder folder = blobs().create();
        blobs().train(settings(), folder, TrainOptions.defaults(), after(3), new Heard());
        TrainSettings other = settings().withData(settings().data().withShuffle(Shuffle.OFF));
        assertThatThrownBy(() ->
                        blobs().train(other, folder, TrainOptions.defaults().resuming(), () -> false, new Heard()))
                .isInstanceOf(ArtifactException.class)
                .hasMessage(folder.path() + ": the run was started with shuffle = epoch, now it is off"
                        + "\n  = help: resume with the same settings and data");
        assertThatThrownBy(() -> blobs().train(settings(), folder, TrainOptions.defaults(), () -> false, new Heard()))
                .isInstanceOf(ArtifactException.class)
                .hasMessageStartingWith(folder.path() + ": already holds a run");
        RunFolder empty = blobs().create();
        assertThatThrownBy(() ->
                        blobs().train(settings(), empty, TrainOptions.defaults().resuming(), () -> false, new Heard()))
                .isInstanceOf(ArtifactException.class)
                .hasMessageStartingWith(empty.path() + ": nothing to resume");
    }

    private static void assertSameFiles(RunFolder one, RunFolder other) throws IOException {
        assertThat(Files.readString(one.metrics())).isEqualTo(Files.readString(other.metrics()));
        assertThat(Files.readAllBytes(one.lastCheckpoint())).isEqualTo(Files.readAllBytes(other.lastCheckpoint()));
        assertThat(Files.readAllBytes(one.bestCheckpoint())).isEqualTo(Files.readAllBytes(other.bestCheckpoint()));
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
