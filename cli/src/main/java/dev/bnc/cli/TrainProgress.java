package dev.bnc.cli;

import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.train.TrainListener;
import dev.bnc.runtime.train.TrainResult;
import dev.bnc.runtime.train.TrainSettings;
import dev.bnc.runtime.train.Validation;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Prints how training goes. On a terminal one line is written over and over, and each validation leaves a line;
/// elsewhere there are only lines, at most one every ten seconds besides the validations.
final class TrainProgress implements TrainListener {
    private static final long LIVE_NANOS = 100_000_000L;
    private static final long LINE_NANOS = 10_000_000_000L;
    private static final long RECENT_STEPS = 50;
    private static final String CLEAR = "\r\u001B[K";

    private final Console console;
    private final RunFolder folder;
    private final TrainSettings settings;
    private final String device;
    private final boolean live;
    private Start start = new Start(0, 0, 1, 1, List.of());
    private long startNanos = System.nanoTime();
    private long lastPrint = startNanos;
    private long lastStep;
    private long heard;
    private double recentLoss = Double.NaN;
    private double recentAccuracy = Double.NaN;

    TrainProgress(Console console, RunFolder folder, TrainSettings settings, String device) {
        this.console = console;
        this.folder = folder;
        this.settings = settings;
        this.device = device;
        this.live = console.terminal() && !console.quiet();
    }

    @Override
    public void started(Start begin) {
        start = begin;
        startNanos = System.nanoTime();
        lastPrint = startNanos;
        lastStep = begin.firstStep();
        console.info("run   " + folder.path() + "   seed " + settings.seed() + "   " + device);
        begin.data().forEach(d -> console.info("data  " + d));
        if (begin.firstStep() > 0) {
            console.info("resumed at step " + begin.firstStep());
        }
    }

    @Override
    public void step(StepResult result) {
        heard++;
        recentLoss = recent(recentLoss, result.loss());
        result.accuracy().ifPresent(accuracy -> recentAccuracy = recent(recentAccuracy, accuracy));
        lastStep = result.step();
        long now = System.nanoTime();
        if (now - lastPrint < (live ? LIVE_NANOS : LINE_NANOS)) {
            return;
        }
        lastPrint = now;
        String line = position(result.step(), epoch(result.epoch() - 1 + (double) result.stepInEpoch() / start.stepsPerEpoch()))
                + speed(result.step(), now);
        if (live) {
            console.err().print(CLEAR + line);
            console.err().flush();
        } else {
            console.info(line);
        }
    }

    // The mean of the first steps; later of some fifty, the newest counting most.
    private double recent(double before, double now) {
        return Double.isNaN(before) ? now : before + (now - before) / Math.min(heard, RECENT_STEPS);
    }

    private String position(long step, String epoch) {
        String of = start.lastStep() == Long.MAX_VALUE ? "" : String.format(Locale.ROOT, "/%,d", start.lastStep());
        String loss = Double.isNaN(recentLoss) ? "" : String.format(Locale.ROOT, "  loss %.4f", recentLoss);
        String accuracy = Double.isNaN(recentAccuracy)
                ? ""
                : String.format(Locale.ROOT, "  accuracy %.2f %%", 100 * recentAccuracy);
        return String.format(Locale.ROOT, "step %,d%s  epoch %s", step, of, epoch) + loss + accuracy;
    }

    private static String epoch(double epochs) {
        return epochs == Math.rint(epochs)
                ? String.format(Locale.ROOT, "%,.0f", epochs)
                : String.format(Locale.ROOT, "%,.2f", epochs);
    }

    private String speed(long step, long now) {
        double seconds = 1e-9 * (now - startNanos);
        double steps = Math.max(1, step - start.firstStep()) / Math.max(1e-9, seconds);
        String left = start.lastStep() == Long.MAX_VALUE
                ? ""
                : String.format(Locale.ROOT, "  %s left", duration((start.lastStep() - step) / steps));
        return String.format(Locale.ROOT, "  %,.0f examples/s%s", steps * start.batch(), left);
    }

    private static String duration(double seconds) {
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.0f s", seconds);
        }
        long minutes = Math.round(seconds / 60);
        return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }

    @Override
    public void validated(long step, double epochs, Validation validation, boolean best) {
        if (live) {
            console.err().print(CLEAR);
        }
        lastPrint = System.nanoTime();
        console.info(position(step, epoch(epochs)) + "  " + scores(validation) + gap(validation)
                + (best ? "  best" : "")
                + String.format(Locale.ROOT, "  %.1f s", 1e-9 * (System.nanoTime() - startNanos)));
    }

    /// How much more of its training examples the net gets right than of the others: those of its last steps, with the
    /// statistics of their batches and before each update.
    private String gap(Validation validation) {
        return Double.isNaN(recentAccuracy) || validation.accuracy().isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "  gap %.2f %%",
                        100 * (recentAccuracy - validation.accuracy().getAsDouble()));
    }

    @Override
    public void plateau(long step, long since, double factor) {
        console.info(String.format(
                Locale.ROOT,
                "plateau  nothing better since step %,d: the learning rate is %.3g from here",
                since,
                factor * settings.learningRate()));
    }

    private static String scores(Validation validation) {
        String accuracy = validation.accuracy().isPresent()
                ? String.format(Locale.ROOT, "  test accuracy %.2f %%", 100 * validation.accuracy().getAsDouble())
                : "";
        return String.format(Locale.ROOT, "test loss %.4f%s", validation.loss(), accuracy);
    }

    @Override
    public void note(String message) {
        console.info("note: " + message);
    }

    /// The last lines: what came out and where it is.
    void finished(TrainResult result, Path model) {
        ended(result);
        if (console.json()) {
            console.print(RunRecord.result(folder, result, model));
            return;
        }
        result.last().ifPresent(s -> console.print("final  " + scored(s)));
        result.best().ifPresent(s -> console.print("best   " + scored(s)));
        console.print("model  " + model);
    }

    /// Ends the live line, and says how it went without saying what came out.
    void ended(TrainResult result) {
        if (live) {
            console.err().print(CLEAR);
            console.err().flush();
        }
        boolean interrupted = result.outcome() == TrainResult.Outcome.INTERRUPTED;
        if (interrupted) {
            console.info(String.format(
                    Locale.ROOT, "interrupted at step %,d; the checkpoint is saved, --resume goes on", lastStep));
        }
        if (result.outcome() == TrainResult.Outcome.ENDED_EARLY) {
            console.info(String.format(
                    Locale.ROOT,
                    "ended early at step %,d: no better %s since step %,d",
                    result.step(),
                    folder.facts().text("watched").orElse("result"),
                    folder.facts().whole("stood_still_since").orElse(0L)));
        }
        waited().ifPresent(line -> console.info(line));
    }

    private Optional<String> waited() {
        return number("step_seconds")
                .filter(seconds -> seconds > 0)
                .map(seconds -> String.format(
                        Locale.ROOT,
                        "data  the steps waited for examples %.1f %% of their time",
                        100 * number("wait_seconds").orElse(0.0) / seconds));
    }

    private Optional<Double> number(String fact) {
        return folder.facts()
                .find(fact)
                .filter(Json.Num.class::isInstance)
                .map(value -> ((Json.Num) value).value());
    }

    private static String scored(TrainResult.Scored scored) {
        return String.format(Locale.ROOT, "step %,d  %s", scored.step(), scores(scored.validation()));
    }
}
