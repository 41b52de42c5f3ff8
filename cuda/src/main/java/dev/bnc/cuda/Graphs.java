package dev.bnc.cuda;

import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.cuda.driver.CapturedGraph;
import dev.bnc.cuda.driver.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/// A plan captured for one state, once for each of two lanes, so that the CPU fills one while the GPU works on the other's.
final class Graphs {
    private static final int LANES = 2;
    /// More than the CPU needs for a launch and an event.
    private static final double LAUNCH_SECONDS = 20e-6;

    private final Lane.Plan plan;
    private final Lane.Streams streams;
    private final CapturedGraph setup;
    private final List<Lane> lanes = new ArrayList<>();
    private final Deque<Lane> idle = new ArrayDeque<>();
    private final Deque<Lane> running = new ArrayDeque<>();

    Graphs(Lane.Plan plan, Lane.Streams streams, Resources resources) {
        this.plan = plan;
        this.streams = streams;
        for (int i = 0; i < LANES; i++) {
            lanes.add(new Lane(plan, streams, resources));
        }
        idle.addAll(lanes);
        var issue = new Issue(plan, plan.addresses(), streams.main(), resources);
        this.setup =
                streams.main().capture(() -> issue.all(plan.addresses().plan().setup()));
        resources.keep(setup, setup::close);
    }

    /// Does what depends on the state alone, and waits for it.
    void setUp() {
        streams.main().launch(setup);
        streams.main().await();
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
        lane.start(arena);
        running.add(lane);
    }

    /// Waits for the run that was started first and writes its outputs to `arena`.
    void finish(float[] arena) {
        Lane lane = running.remove();
        lane.finish(arena);
        idle.add(lane);
    }

    /// Seconds that a run takes by the GPU's clock, all of it as one graph. No other run is under way.
    double seconds(float[] arena) {
        return idle.getFirst().seconds(arena);
    }

    /// Seconds of each step by the GPU's clock, launched one by one after a run. The GPU is kept busy meanwhile with copies, so
    /// that all launches are waiting when the first of them begins.
    double[] stepSeconds(DeviceCopies copies, float[] arena) {
        Lane lane = idle.getFirst();
        lane.seconds(arena);
        List<LaunchStep> steps = plan.addresses().plan().steps();
        var made = new Resources();
        try {
            var issue = new Issue(plan, lane.addresses(), streams.main(), made);
            copies.busy(LAUNCH_SECONDS * steps.size());
            List<Event> events = issue.timed(steps);
            streams.main().await();
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
