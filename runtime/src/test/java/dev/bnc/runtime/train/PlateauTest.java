package dev.bnc.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.data.DataSettings;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.data.LastBatch;
import dev.bnc.runtime.data.Shuffle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rates and ends that depend on how well the net does.
class PlateauTest {
    private static final int MOST = 40;
    private static final Patience SHORT = new Patience(Patience.Measure.ACCURACY, Span.steps(6), 0);
    private static final Patience LONG = new Patience(Patience.Measure.LOSS, Span.steps(8), 0.02);

    @TempDir
    Path runs;

    @Test
    void theRateFallsAfterEachStretchWithoutABetterValidation() throws IOException {
        RunFolder folder = create();
        var heard = new Heard();
        train(settings(SHORT, Optional.empty()), folder, () -> false, heard);
        List<Json.Obj> lines = lines(folder);
        double best = Double.NEGATIVE_INFINITY;
        long since = 0;
        double rate = 0.05;
        int cuts = 0;
        for (Json.Obj line : lines) {
            if (line.find("lr").isPresent()) {
                assertThat(number(line, "lr")).isEqualTo(rate);
            }
            // The last validation comes after the last step.
            long step = line.whole("step").orElseThrow();
            if (line.find("val_accuracy").isEmpty() || step == MOST) {
                continue;
            }
            if (number(line, "val_accuracy") > best) {
                best = number(line, "val_accuracy");
                since = step;
            } else if (step - since >= 6) {
                rate = 0.05 * Math.pow(0.5, ++cuts);
                since = step;
            }
        }
        assertThat(cuts).isGreaterThan(2);
        assertThat(heard.factors).hasSize(cuts).startsWith(0.5, 0.25);
    }

    @Test
    void trainingEndsWhereTheLossStandsStill() {
        RunFolder folder = create();
        TrainResult result = train(settings(SHORT, Optional.of(LONG)), folder, () -> false, new Heard());
        assertThat(result.outcome()).isEqualTo(TrainResult.Outcome.ENDED_EARLY);
        assertThat(result.step()).isBetween(9L, MOST - 1L).matches(step -> step % 2 == 0);
        assertThat(folder.facts().text("status")).contains("finished");
        assertThat(folder.facts().text("watched")).contains("loss");
        assertThat(folder.facts().find("ended_early")).contains(new Json.Bool(true));
        long since = folder.facts().whole("stood_still_since").orElseThrow();
        assertThat(result.step() - since).isEqualTo(8);
        TrainResult again = train(settings(SHORT, Optional.of(LONG)), folder, () -> false, new Heard());
        assertThat(again.step()).isEqualTo(result.step());
        var patient = new Patience(Patience.Measure.LOSS, Span.steps(30), 0.02);
        TrainResult longer = train(settings(SHORT, Optional.of(patient)), folder, () -> false, new Heard());
        assertThat(longer.outcome()).isEqualTo(TrainResult.Outcome.FINISHED);
        assertThat(longer.step()).isEqualTo(MOST);
        assertThat(folder.facts().find("ended_early")).contains(new Json.Bool(false));
    }

    @Test
    void stoppedAtAnyStepItEndsAtTheSameStepWithTheSameBits() throws IOException {
        RunFolder whole = create();
        TrainSettings settings = settings(SHORT, Optional.of(LONG));
        long end = train(settings, whole, () -> false, new Heard()).step();
        for (int stop = 0; stop < end; stop++) {
            RunFolder stopped = create();
            assertThat(train(settings, stopped, after(stop), new Heard()).outcome())
                    .isEqualTo(TrainResult.Outcome.INTERRUPTED);
            assertThat(train(settings, stopped, () -> false, new Heard()).step())
                    .isEqualTo(end);
            assertThat(Files.readString(stopped.metrics())).isEqualTo(Files.readString(whole.metrics()));
            assertThat(Files.readAllBytes(stopped.lastCheckpoint()))
                    .isEqualTo(Files.readAllBytes(whole.lastCheckpoint()));
            assertThat(Files.readAllBytes(stopped.bestCheckpoint()))
                    .isEqualTo(Files.readAllBytes(whole.bestCheckpoint()));
        }
    }

    private static List<Json.Obj> lines(RunFolder folder) throws IOException {
        return Files.readAllLines(folder.metrics()).stream()
                .map(line -> (Json.Obj) Json.parse(line, "metrics"))
                .toList();
    }

    private static double number(Json.Obj line, String name) {
        return ((Json.Num) line.find(name).orElseThrow()).value();
    }

    private RunFolder create() {
        return RunFolder.create(runs, "blobs");
    }

    private static TrainResult train(
            TrainSettings settings, RunFolder folder, BooleanSupplier stop, TrainListener listener) {
        TrainOptions options = TrainOptions.defaults().checkpointingEvery(Duration.ofDays(1));
        var data = new Datasets(new Blobs(107, 6, 3, 1), new Blobs(31, 6, 3, 2));
        boolean begun = Files.exists(folder.lastCheckpoint());
        return new Trainer(settings, new SoftmaxRegression(6, 3), data, new OneThread(), listener)
                .run(folder, begun ? options.resuming() : options, stop);
    }

    private static BooleanSupplier after(int steps) {
        var asked = new AtomicInteger();
        return () -> asked.getAndIncrement() >= steps;
    }

    /// Validates after every second step.
    private static TrainSettings settings(Patience forRate, Optional<Patience> forEnd) {
        var data = new DataSettings("blobs", Optional.empty(), 20, Shuffle.EPOCH, LastBatch.DROP, List.of());
        return new TrainSettings(
                "blobs",
                "image",
                "digit",
                "logits",
                Loss.CROSS_ENTROPY,
                data,
                0.05,
                new Schedule.Plateau(0.5, forRate, 0),
                0.9,
                0.999,
                new Stop(Optional.of(Span.steps(MOST)), Optional.empty(), forEnd),
                Span.steps(2),
                OptionalInt.empty(),
                7,
                List.of());
    }

    private static final class Heard implements TrainListener {
        final List<Double> factors = new ArrayList<>();

        @Override
        public void plateau(long step, long since, double factor) {
            factors.add(factor);
        }
    }
}
