package dev.bnc.runtime.train;

import dev.bnc.runtime.artifact.Checkpoint;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.artifact.MetricsLog;
import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.program.StateLayout;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;

/// Writes a run's files. What goes into `metrics.jsonl` and the checkpoints depends on nothing but the run's settings:
/// times are in `run.json` alone. So equal runs, stopped and resumed or not, have equal files.
///
/// A new best state is held in memory until the next checkpoint and written just before it: a run killed in between
/// finds the same best state again when it goes on.
final class RunJournal implements AutoCloseable {
    private static final String ENDED_EARLY = "ended_early";

    private final RunFolder folder;
    private final MetricsLog metrics;
    private final SequencedMap<String, String> identity;
    private final StateLayout layout;
    private final Optional<EventLog> events;
    private final long startNanos = System.nanoTime();
    private final double secondsBefore;
    private double stepSeconds;
    private double waitSeconds;
    private Optional<DivergedException.LastGood> lastGood = Optional.empty();
    private Optional<Best> unwritten = Optional.empty();

    private record Best(SequencedMap<String, String> facts, float[] state) {}

    /// Opens the journal of a run that goes on after `step`.
    ///
    /// @param events where else measurements go, if asked for
    RunJournal(
            RunFolder folder,
            SequencedMap<String, String> identity,
            StateLayout layout,
            long step,
            Optional<EventLog> events) {
        this.events = events;
        this.folder = folder;
        this.identity = identity;
        this.layout = layout;
        this.metrics = MetricsLog.open(folder.metrics(), step);
        Json.Obj before = step == 0 ? new Json.Obj() : folder.facts();
        this.secondsBefore = seconds(before, "seconds");
        this.stepSeconds = seconds(before, "step_seconds");
        this.waitSeconds = seconds(before, "wait_seconds");
    }

    private static double seconds(Json.Obj facts, String name) {
        return facts.find(name)
                .filter(Json.Num.class::isInstance)
                .map(value -> ((Json.Num) value).value())
                .orElse(0.0);
    }

    /// A step took so long, of which it waited for its batch.
    void took(long nanos, long waitedNanos) {
        stepSeconds += 1e-9 * nanos;
        waitSeconds += 1e-9 * waitedNanos;
    }

    /// Seconds of training so far, those before a stop included.
    double seconds() {
        return secondsBefore + (System.nanoTime() - startNanos) * 1e-9;
    }

    Optional<DivergedException.LastGood> lastGood() {
        return lastGood;
    }

    void step(TrainListener.StepResult result) {
        Json.Obj line = new Json.Obj()
                .with("step", result.step())
                .with("epoch", result.epoch())
                .with("loss", (double) result.loss())
                .with("lr", result.learningRate());
        metrics.append(
                result.accuracy().isPresent()
                        ? line.with("accuracy", result.accuracy().getAsDouble())
                        : line);
        events.ifPresent(log -> log.step(result));
    }

    void epoch(long step, long epoch, double meanLoss) {
        metrics.append(
                new Json.Obj().with("step", step).with("epoch_done", epoch).with("mean_loss", meanLoss));
    }

    /// @param all percentiles of all values of the batch
    /// @param first those of the first unit or channel
    void probe(long step, Probe probe, double[] all, double[] first, Distribution values) {
        Json.Obj line = new Json.Obj()
                .with("step", step)
                .with("probe", probe.name())
                .with("quantiles", quantiles(probe, all))
                .with("unit0", quantiles(probe, first))
                .with("mean", values.mean())
                .with("variance", values.variance())
                .with("units", values.units())
                .with("dead", values.dead());
        metrics.append(values.counts().isEmpty() ? line : line.with("histogram", histogram(values)));
        events.ifPresent(log -> log.probe(step, probe, values));
    }

    private static Json.Obj histogram(Distribution values) {
        List<Json> counts = values.counts().stream()
                .<Json>map(count -> new Json.Num(Long.toString(count)))
                .toList();
        return new Json.Obj()
                .with("from", (double) values.least())
                .with("to", (double) values.most())
                .with("counts", new Json.Arr(counts));
    }

    private static Json.Obj quantiles(Probe probe, double[] values) {
        var object = new Json.Obj();
        for (int i = 0; i < values.length; i++) {
            double percent = probe.quantiles().get(i);
            String key = percent == Math.rint(percent) ? Long.toString((long) percent) : Double.toString(percent);
            object = object.with(key, values[i]);
        }
        return object;
    }

    void validated(Progress progress, float[] state) {
        Validation validation = progress.last().orElseThrow().validation();
        Json.Obj line = new Json.Obj()
                .with("step", progress.step())
                .with("val_loss", validation.loss())
                .with("val_examples", validation.examples());
        if (validation.accuracy().isPresent()) {
            line = line.with("val_accuracy", validation.accuracy().getAsDouble());
        }
        metrics.append(line.with("best", new Json.Bool(progress.isBest())));
        events.ifPresent(log -> log.validated(progress.step(), validation));
        if (progress.isBest()) {
            unwritten = Optional.of(new Best(facts(progress), state.clone()));
        }
    }

    void checkpoint(Progress progress, float[] state, String status) {
        metrics.force();
        events.ifPresent(EventLog::flush);
        unwritten.ifPresent(best -> Checkpoint.write(folder.bestCheckpoint(), best.facts(), layout, best.state()));
        unwritten = Optional.empty();
        Checkpoint.write(folder.lastCheckpoint(), facts(progress), layout, state);
        lastGood = Optional.of(new DivergedException.LastGood(progress.step(), folder.lastCheckpoint()));
        status(status, progress.step());
    }

    /// Training ended early, since what is watched was best after step `since`.
    void endedEarly(Patience patience, long since) {
        folder.writeFacts(folder.facts()
                .with(ENDED_EARLY, new Json.Bool(true))
                .with("watched", patience.measure().name().toLowerCase(Locale.ROOT))
                .with("stood_still_since", since));
    }

    void diverged(long step) {
        metrics.force();
        events.ifPresent(EventLog::flush);
        status("diverged", step);
    }

    @Override
    public void close() {
        metrics.close();
        events.ifPresent(EventLog::close);
    }

    private void status(String status, long step) {
        Json.Obj before = folder.facts();
        // It may go on with more patience.
        Json.Obj known = before.find(ENDED_EARLY).isPresent() ? before.with(ENDED_EARLY, new Json.Bool(false)) : before;
        folder.writeFacts(known.with("status", status)
                .with("step", step)
                .with("seconds", seconds())
                .with("step_seconds", stepSeconds)
                .with("wait_seconds", waitSeconds));
    }

    private SequencedMap<String, String> facts(Progress progress) {
        SequencedMap<String, String> facts = progress.facts();
        facts.putAll(identity);
        return facts;
    }
}
