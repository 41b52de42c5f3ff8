package dev.bnc.cuda;

import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.cuda.driver.CapturedGraph;
import dev.bnc.cuda.driver.Event;
import dev.bnc.cuda.driver.LoadedModule;
import dev.bnc.cuda.driver.PinnedFloats;
import dev.bnc.cuda.driver.Stream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// A plan captured for one state: what comes in from pinned memory, all steps, what goes out again, as one graph. There are two
/// of them, each with pinned memory of its own, so that the CPU fills one while the GPU works on the other's.
final class Graphs {
    private static final int LANES = 2;
    /// More than the CPU needs for a launch and an event.
    private static final double LAUNCH_SECONDS = 20e-6;

    private final Recipe recipe;
    private final Stream stream;
    private final Transfers inputs;
    private final Transfers outputs;
    private final List<Lane> lanes = new ArrayList<>();
    private final CapturedGraph setup;
    private final Deque<Lane> idle = new ArrayDeque<>();
    private final Deque<Lane> running = new ArrayDeque<>();

    /// One way through.
    private record Lane(PinnedFloats inputs, PinnedFloats outputs, CapturedGraph graph, Event done) {}

    /// How the steps become launches.
    ///
    /// @param inputs what is copied before them
    /// @param outputs what is copied after them
    record Recipe(
            LaunchPlan plan,
            Addresses addresses,
            Map<String, LoadedModule> modules,
            Transfers inputs,
            Transfers outputs) {}

    Graphs(Recipe recipe, Stream stream, Resources resources) {
        this.recipe = recipe;
        this.stream = stream;
        this.inputs = recipe.inputs();
        this.outputs = recipe.outputs();
        var issue = new Issue(recipe.plan(), recipe.addresses(), recipe.modules(), stream, resources);
        this.setup = keep(resources, stream.capture(() -> issue.all(recipe.plan().setup())));
        for (int i = 0; i < LANES; i++) {
            var in = new PinnedFloats(inputs.floats());
            resources.keep(in, in::close);
            var out = new PinnedFloats(outputs.floats());
            resources.keep(out, out::close);
            var done = new Event();
            resources.keep(done, done::close);
            CapturedGraph graph = keep(
                    resources,
                    stream.capture(() -> {
                        inputs.upload(stream, in, recipe.addresses());
                        issue.all(recipe.plan().steps());
                        outputs.download(stream, out, recipe.addresses());
                    }));
            lanes.add(new Lane(in, out, graph, done));
        }
        idle.addAll(lanes);
    }

    private static CapturedGraph keep(Resources resources, CapturedGraph graph) {
        return resources.keep(graph, graph::close);
    }

    /// Does what depends on the state alone, and waits for it.
    void setUp() {
        stream.launch(setup);
        stream.await();
    }

    /// How many runs can be under way.
    static int lanes() {
        return LANES;
    }

    /// Starts a run with the inputs in `arena`, which may be written again at once.
    void start(float[] arena) {
        if (idle.isEmpty()) {
            throw new IllegalStateException("more than " + LANES + " runs under way");
        }
        Lane lane = idle.remove();
        inputs.gather(arena, lane.inputs());
        stream.launch(lane.graph());
        lane.done().record(stream);
        running.add(lane);
    }

    /// Waits for the run that was started first and writes its outputs to `arena`.
    void finish(float[] arena) {
        Lane lane = running.remove();
        lane.done().await();
        outputs.scatter(lane.outputs(), arena);
        idle.add(lane);
    }

    /// Seconds that a run takes by the GPU's clock, all of it as one graph. No other run is under way.
    double seconds(float[] arena) {
        Lane lane = idle.getFirst();
        inputs.gather(arena, lane.inputs());
        try (var begun = new Event()) {
            begun.record(stream);
            stream.launch(lane.graph());
            lane.done().record(stream);
            lane.done().await();
            return lane.done().secondsSince(begun);
        }
    }

    /// Seconds of each step by the GPU's clock, launched one by one after a run. The GPU is kept busy meanwhile with copies, so
    /// that all launches are waiting when the first of them begins.
    double[] stepSeconds(DeviceCopies copies, float[] arena) {
        seconds(arena);
        List<LaunchStep> steps = recipe.plan().steps();
        var made = new Resources();
        try {
            var issue = new Issue(recipe.plan(), recipe.addresses(), recipe.modules(), stream, made);
            copies.busy(LAUNCH_SECONDS * steps.size());
            List<Event> events = issue.timed(steps);
            stream.await();
            return IntStream.range(0, steps.size())
                    .mapToDouble(i -> events.get(i + 1).secondsSince(events.get(i)))
                    .toArray();
        } finally {
            made.close();
        }
    }

    /// Whether a run is under way.
    boolean isRunning() {
        return !running.isEmpty();
    }
}
