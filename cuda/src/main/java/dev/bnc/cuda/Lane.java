package dev.bnc.cuda;

import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.cuda.driver.CapturedGraph;
import dev.bnc.cuda.driver.Context;
import dev.bnc.cuda.driver.DeviceMemory;
import dev.bnc.cuda.driver.Event;
import dev.bnc.cuda.driver.LoadedModule;
import dev.bnc.cuda.driver.PinnedFloats;
import dev.bnc.cuda.driver.Stream;
import dev.bnc.cuda.driver.TaskLibrary;
import java.util.Map;

/// One of the ways through a plan: inputs and outputs in memory of its own, and the steps captured for it. While one lane runs, the
/// next one's inputs are on their way, and the last one's outputs.
///
/// Small inputs and outputs are copied by the graph itself: waiting for another stream takes longer than such a copy.
final class Lane {
    /// Bytes from which on a copy is worth a stream of its own: at 50 GB/s it takes a microsecond or more.
    private static final long LARGE = 64 << 10;

    private final PlanPorts ports;
    private final Streams streams;
    private final PinnedFloats inputs;
    private final DeviceMemory arriving;
    private final PinnedFloats outputs;
    private final DeviceMemory leaving;
    private final PinnedFloats direct;
    private final PinnedFloats names;
    private final Addresses addresses;
    private final CapturedGraph graph;
    private final Event arrived;
    private final Event computed;
    private final Event done;

    /// @param main the steps
    /// @param arrivals large inputs on their way to the GPU
    /// @param results large outputs on their way back
    record Streams(Stream main, Stream arrivals, Stream results) {}

    /// What all lanes of a plan have in common.
    ///
    /// @param tasks steps of libraries, ready
    record Plan(
            Addresses addresses,
            Map<String, LoadedModule> modules,
            Map<LaunchStep, TaskLibrary.PreparedTask> tasks,
            PlanPorts ports,
            Context context) {}

    Lane(Plan plan, Streams streams, Resources resources) {
        this.ports = plan.ports();
        this.streams = streams;
        this.inputs = pinned(ports.inputs(), resources);
        this.outputs = pinned(ports.outputs(), resources);
        this.direct = pinned(ports.direct(), resources);
        this.names = pinned(ports.names(), resources);
        this.arriving = memory(plan.context(), ports.inputs(), resources);
        this.leaving = memory(plan.context(), ports.outputs(), resources);
        this.arrived = event(resources);
        this.computed = event(resources);
        this.done = event(resources);
        this.addresses = plan.addresses()
                .with(ports.inputs().addresses(arriving.address()))
                .with(ports.outputs().addresses(leaving.address()))
                .with(ports.direct().addresses(direct.address()));
        var issue = new Issue(plan, addresses, streams.main(), resources);
        if (!plan.tasks().isEmpty()) {
            // Libraries load kernels when they are first used, which a capture forbids.
            issue.libraries();
            streams.main().await();
        }
        this.graph = streams.main().capture(() -> record(issue));
        resources.keep(graph, graph::close);
    }

    private static PinnedFloats pinned(Ports ports, Resources resources) {
        var pinned = new PinnedFloats(ports.floats());
        return resources.keep(pinned, pinned::close);
    }

    private static DeviceMemory memory(Context context, Ports ports, Resources resources) {
        DeviceMemory memory = context.allocate(ports.bytes(), "inputs and outputs");
        return resources.keep(memory, memory::close);
    }

    private static Event event(Resources resources) {
        var event = new Event();
        return resources.keep(event, event::close);
    }

    private boolean largeInputs() {
        return ports.inputs().bytes() >= LARGE;
    }

    private boolean largeOutputs() {
        return ports.outputs().bytes() >= LARGE;
    }

    private void record(Issue issue) {
        if (!largeInputs()) {
            upload(streams.main());
        }
        issue.all(addresses.plan().steps());
        for (Ports.Part name : ports.names().parts()) {
            streams.main()
                    .download(
                            addresses.of(name.buffer()),
                            names,
                            name.index(),
                            name.slot().size());
        }
        if (!largeOutputs()) {
            download(streams.main());
        }
    }

    private void upload(Stream stream) {
        if (ports.inputs().floats() > 0) {
            stream.upload(inputs, 0, arriving.address(), ports.inputs().floats());
        }
    }

    private void download(Stream stream) {
        if (ports.outputs().floats() > 0) {
            stream.download(leaving.address(), outputs, 0, ports.outputs().floats());
        }
    }

    /// Where its buffers are.
    Addresses addresses() {
        return addresses;
    }

    /// Starts a run with the inputs in `arena`, which may be written again at once.
    void start(float[] arena) {
        hand(arena);
        streams.main().launch(graph);
        if (largeOutputs()) {
            computed.record(streams.main());
            streams.results().await(computed);
            download(streams.results());
            done.record(streams.results());
        } else {
            done.record(streams.main());
        }
    }

    private void hand(float[] arena) {
        ports.inputs().gather(arena, inputs);
        if (largeInputs()) {
            upload(streams.arrivals());
            arrived.record(streams.arrivals());
            streams.main().await(arrived);
        }
    }

    /// Waits for the run and writes its outputs to `arena`.
    void finish(float[] arena) {
        done.await();
        ports.outputs().scatter(outputs, arena);
        ports.direct().scatter(direct, arena);
        ports.names().scatter(names, arena);
    }

    /// Seconds that the graph takes by the GPU's clock.
    double seconds(float[] arena) {
        hand(arena);
        try (var begun = new Event()) {
            begun.record(streams.main());
            streams.main().launch(graph);
            done.record(streams.main());
            done.await();
            return done.secondsSince(begun);
        }
    }
}
