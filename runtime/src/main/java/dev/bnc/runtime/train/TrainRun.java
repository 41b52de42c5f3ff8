package dev.bnc.runtime.train;

import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import dev.bnc.runtime.program.WorkerPool;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// The loop of one run.
final class TrainRun {
    private static final int REMEMBERED_LOSSES = 8;

    private final TrainSettings settings;
    private final ProgramSource programs;
    private final BatchFeed feed;
    private final Prefetch batches;
    private final Evaluator evaluator;
    private final RunJournal journal;
    private final StateLayout layout;
    private final float[] state;
    private final WorkerPool pool;
    private final TrainListener listener;
    private final int stepsPerEpoch;
    private final Map<Integer, LoadedStep> steps = new HashMap<>();
    private final Deque<Started> started = new ArrayDeque<>();
    private final Deque<Float> losses = new ArrayDeque<>();
    private Progress progress = Progress.START;

    /// A training program and its memory.
    private record LoadedStep(Program program, Memory memory) {}

    /// A step under way.
    ///
    /// @param at its number, counted from 0, and what its learning rate depends on
    /// @param targets of its batch, as many as its examples where they are classes
    private record Started(Moment at, LoadedStep loaded, float[] targets) {}

    TrainRun(
            TrainSettings settings,
            ProgramSource programs,
            BatchFeed feed,
            Prefetch batches,
            Evaluator evaluator,
            RunJournal journal,
            StateLayout layout,
            float[] state,
            WorkerPool pool,
            TrainListener listener) {
        this.settings = settings;
        this.programs = programs;
        this.feed = feed;
        this.batches = batches;
        this.evaluator = evaluator;
        this.journal = journal;
        this.layout = layout;
        this.state = state;
        this.pool = pool;
        this.listener = listener;
        this.stepsPerEpoch = feed.sampler().stepsPerEpoch();
    }

    /// Trains on from `start`.
    TrainResult run(Progress start, Duration checkpointEvery, BooleanSupplier stopRequested) {
        progress = start;
        long lastStep = settings.stop().steps(stepsPerEpoch);
        listener.started(new TrainListener.Start(
                start.step(),
                lastStep,
                stepsPerEpoch,
                settings.data().batch(),
                List.of(feed.data().description(), evaluator.data().description())));
        var checkpoints = new Timer(checkpointEvery);
        var epoch = new Timer(Duration.ZERO);
        if (start.step() == 0) {
            checkpoint("running");
        }
        while (next() < lastStep && !timeIsUp() && !isEndedEarly()) {
            if (stopRequested.getAsBoolean()) {
                finishAll();
                checkpoint("interrupted");
                return result(TrainResult.Outcome.INTERRUPTED);
            }
            step();
            if (!isPlaceToStop(checkpoints, lastStep)) {
                continue;
            }
            finishAll();
            if (progress.step() % stepsPerEpoch == 0) {
                endEpoch(epoch);
            }
            // What the last step needs comes after the loop.
            if (progress.step() < lastStep) {
                betweenSteps(checkpoints);
            }
        }
        finishAll();
        boolean done = progress.equals(start) && isValidated();
        if (!done) {
            settings.recomputeBatches().ifPresent(this::recompute);
            if (settings.recomputeBatches().isPresent() || !isValidated()) {
                validate();
            }
        }
        checkpoint("finished");
        if (progress.step() < lastStep && isEndedEarly()) {
            journal.endedEarly(
                    settings.stop().patience().orElseThrow(), progress.end().since());
            return result(TrainResult.Outcome.ENDED_EARLY);
        }
        return result(TrainResult.Outcome.FINISHED);
    }

    // Asked between steps under way, too: it changes with validations alone.
    private boolean isEndedEarly() {
        return progress.isEndedEarly(settings.stop(), stepsPerEpoch);
    }

    // Whether something has to be done between the step just started and the one after it.
    private boolean isPlaceToStop(Timer checkpoints, long lastStep) {
        return next() % stepsPerEpoch == 0
                || next() % settings.validateEvery().inSteps(stepsPerEpoch) == 0
                || next() == lastStep
                || checkpoints.due();
    }

    private void betweenSteps(Timer checkpoints) {
        if (progress.step() % settings.validateEvery().inSteps(stepsPerEpoch) == 0) {
            validate();
            watch();
        }
        if (checkpoints.due()) {
            checkpoint("running");
            checkpoints.restart();
        }
    }

    private void watch() {
        Vigil before = progress.rate();
        progress = progress.watched(settings, stepsPerEpoch);
        if (progress.rate().plateaus() > before.plateaus()) {
            double factor = settings.schedule().factor(progress.moment(next(), stepsPerEpoch));
            listener.plateau(progress.step(), before.since(), factor);
        }
    }

    private boolean isValidated() {
        return progress.last().map(last -> last.step() == progress.step()).orElse(false);
    }

    private void recompute(int count) {
        int batch = Math.min(settings.data().batch(), feed.data().size());
        fetchState();
        PopulationStatistics.recompute(programs.statistics(batch), settings, feed.data(), count, state, pool);
    }

    // The number of the step to start now.
    private long next() {
        return progress.step() + started.size();
    }

    // Starts a step and, if the program can have no more under way, finishes the oldest.
    private void step() {
        long step = next();
        LoadedStep loaded = steps.computeIfAbsent(feed.batchSize(step), this::load);
        float[] arena = loaded.memory().arena();
        long start = System.nanoTime();
        long waitedBefore = batches.waitedNanos();
        batches.fill(step, loaded.program().info(), arena);
        Moment at = progress.moment(step, stepsPerEpoch);
        StepScalars.write(settings, at, loaded.program().info(), arena);
        started.add(new Started(at, loaded, targets(loaded)));
        loaded.program().start(loaded.memory(), pool);
        boolean full = started.size() >= loaded.program().runsAtOnce();
        if (full) {
            started.element().loaded().program().finish(started.element().loaded().memory());
        }
        journal.took(System.nanoTime() - start, batches.waitedNanos() - waitedBefore);
        if (full) {
            finished(started.remove());
        }
    }

    // A copy: the step may use their place for something else.
    private float[] targets(LoadedStep loaded) {
        Slot slot = loaded.program().info().input(settings.target());
        return Arrays.copyOfRange(loaded.memory().arena(), slot.offset(), slot.offset() + slot.size());
    }

    private void finishAll() {
        while (!started.isEmpty()) {
            LoadedStep loaded = started.element().loaded();
            loaded.program().finish(loaded.memory());
            finished(started.remove());
        }
    }

    private void finished(Started done) {
        long step = done.at().step();
        LoadedStep loaded = done.loaded();
        float[] arena = loaded.memory().arena();
        float loss = arena[loaded.program().info().output("loss").offset()];
        progress = progress.stepped(loss);
        var result = new TrainListener.StepResult(
                progress.step(),
                step / stepsPerEpoch + 1,
                step % stepsPerEpoch + 1,
                loaded.program().info().batch(),
                loss,
                BatchAccuracy.of(loaded.program().info(), settings, arena, done.targets()),
                StepScalars.LR.value(settings, done.at()));
        journal.step(result);
        remember(loss);
        if (!Float.isFinite(loss)) {
            throw diverged(List.copyOf(losses));
        }
        writeProbes(loaded);
        listener.step(result);
    }

    private void writeProbes(LoadedStep loaded) {
        float[] arena = loaded.memory().arena();
        for (Probe probe : settings.probes()) {
            if (probe.isDue(progress.step(), stepsPerEpoch)) {
                Slot values = loaded.program().info().output(probe.output());
                journal.probe(
                        progress.step(),
                        probe,
                        Quantiles.ofAll(values, arena, probe.quantiles()),
                        Quantiles.ofFirstUnit(values, arena, probe.quantiles()),
                        Distribution.of(values, arena));
            }
        }
    }

    private LoadedStep load(int batch) {
        Program program = programs.training(batch);
        if (!program.info().state().equals(layout)) {
            throw new IllegalStateException("training programs for different batches have different states: "
                    + program.info().state() + " and " + layout);
        }
        var memory = new Memory(state, arena(program));
        program.prepare(memory, pool);
        return new LoadedStep(program, memory);
    }

    private static float[] arena(Program program) {
        try {
            return new float[program.info().arenaSize()];
        } catch (OutOfMemoryError tooLarge) {
            throw new DataException(
                    "a step on %,d examples needs %,d MB of memory; the JVM may take %,d MB in all\n  = help: %s"
                            .formatted(
                                    program.info().batch(),
                                    megabytes(4L * program.info().arenaSize()),
                                    megabytes(Runtime.getRuntime().maxMemory()),
                                    "use a smaller batch (`--set data.batch=...`), or give the JVM more memory (-Xmx)"),
                    tooLarge);
        }
    }

    private static long megabytes(long bytes) {
        return bytes >> 20;
    }

    private void endEpoch(Timer timer) {
        long epoch = progress.step() / stepsPerEpoch;
        double meanLoss = progress.epochLoss() / stepsPerEpoch;
        journal.epoch(progress.step(), epoch, meanLoss);
        listener.epoch(new TrainListener.EpochResult(
                epoch, progress.step(), meanLoss, feed.examplesPerEpoch(), timer.seconds()));
        progress = progress.nextEpoch();
        timer.restart();
    }

    private void fetchState() {
        steps.values().forEach(loaded -> loaded.program().fetchState(loaded.memory()));
    }

    private void validate() {
        fetchState();
        progress = progress.validated(evaluator.run());
        journal.validated(progress, state);
        listener.validated(
                progress.step(),
                (double) progress.step() / stepsPerEpoch,
                progress.last().orElseThrow().validation(),
                progress.isBest());
    }

    // A checkpoint is something to go back to, so a state that is no longer finite never becomes one.
    private void checkpoint(String status) {
        fetchState();
        if (!broken().isEmpty()) {
            throw diverged(List.copyOf(losses));
        }
        journal.checkpoint(progress, state, status);
    }

    private DivergedException diverged(List<Float> lastLosses) {
        fetchState();
        journal.diverged(progress.step());
        Moment before = progress.moment(Math.max(0, progress.step() - 1), stepsPerEpoch);
        double learningRate = StepScalars.LR.value(settings, before);
        return new DivergedException(progress.step(), lastLosses, broken(), learningRate, journal.lastGood());
    }

    private List<String> broken() {
        List<String> broken = new ArrayList<>();
        for (StateTensor tensor : layout.tensors()) {
            int count = 0;
            for (int i = tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
                count += Float.isFinite(state[i]) ? 0 : 1;
            }
            if (count > 0) {
                broken.add("`%s` (%,d of %,d values)".formatted(tensor.name(), count, tensor.size()));
            }
        }
        return broken;
    }

    private void remember(float loss) {
        losses.addLast(loss);
        if (losses.size() > REMEMBERED_LOSSES) {
            losses.removeFirst();
        }
    }

    private boolean timeIsUp() {
        return settings.stop()
                .timeLimit()
                .map(limit -> journal.seconds() >= limit.toMillis() / 1000.0)
                .orElse(false);
    }

    private TrainResult result(TrainResult.Outcome outcome) {
        return new TrainResult(outcome, progress.step(), progress.last(), progress.best(), layout, state);
    }

    /// Time since the last restart.
    private static final class Timer {
        private final Duration period;
        private long start = System.nanoTime();

        Timer(Duration period) {
            this.period = period;
        }

        boolean due() {
            return System.nanoTime() - start >= period.toNanos();
        }

        double seconds() {
            return (System.nanoTime() - start) * 1e-9;
        }

        void restart() {
            start = System.nanoTime();
        }
    }
}
