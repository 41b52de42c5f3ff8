package dev.bnc.cuda;

import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.measure.LaunchedProgram;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.ProgramInfo;
import dev.bnc.runtime.program.WorkerPool;
import org.jspecify.annotations.Nullable;

/// A launch plan as a program. The arena of its [Memory] holds the inputs and outputs alone; everything between, and the state
/// from [#prepare] to [#fetchState], is on the GPU. One thread at a time uses the GPU, whatever programs they run.
final class CudaProgram implements LaunchedProgram {
    private final CudaBackend device;
    private final LoadedPlan loaded;
    private final ProgramInfo info;
    private @Nullable Bound bound;

    /// The state that the graphs were captured for.
    private record Bound(DeviceState state, Graphs graphs) {}

    CudaProgram(CudaBackend device, LoadedPlan loaded, ProgramInfo info) {
        this.device = device;
        this.loaded = loaded;
        this.info = info;
    }

    @Override
    public LaunchPlan plan() {
        return loaded.plan();
    }

    @Override
    public ProgramInfo info() {
        return info;
    }

    @Override
    public void prepare(Memory memory, WorkerPool pool) {
        synchronized (device) {
            device.enter();
            prepared(memory);
        }
    }

    private Bound prepared(Memory memory) {
        checkSizes(memory);
        if (bound != null && bound.graphs().isRunning()) {
            throw new IllegalStateException("program " + info.name() + " is prepared while a run is under way");
        }
        DeviceState state = device.stateOf(memory.state(), loaded.plan());
        state.upload(loaded.plan(), info.state().tensors(), memory.state(), device.stream());
        Bound now = bound;
        if (now == null || now.state() != state) {
            now = new Bound(state, loaded.capture(state, device.streams()));
            bound = now;
        }
        now.graphs().setUp();
        return now;
    }

    private void checkSizes(Memory memory) {
        if (memory.state().length < info.state().size() || memory.arena().length < info.arenaSize()) {
            throw new IllegalArgumentException("program %s needs a state of %d floats and an arena of %d, given are %d and %d"
                    .formatted(
                            info.name(),
                            info.state().size(),
                            info.arenaSize(),
                            memory.state().length,
                            memory.arena().length));
        }
    }

    @Override
    public void run(Memory memory, WorkerPool pool) {
        start(memory, pool);
        finish(memory);
    }

    @Override
    public int runsAtOnce() {
        return Graphs.lanes();
    }

    @Override
    public void start(Memory memory, WorkerPool pool) {
        synchronized (device) {
            device.enter();
            ready(memory).graphs().start(memory.arena());
            changed();
        }
    }

    /// What was captured for the memory's state.
    private Bound ready(Memory memory) {
        Bound now = bound;
        if (now == null || device.stateOf(memory.state(), loaded.plan()) != now.state()) {
            return prepared(memory);
        }
        return now;
    }

    private void changed() {
        if (loaded.changesState() && bound != null) {
            bound.state().changed();
        }
    }

    @Override
    public double graphSeconds(Memory memory) {
        synchronized (device) {
            device.enter();
            double seconds = ready(memory).graphs().seconds(memory.arena());
            changed();
            return seconds;
        }
    }

    @Override
    public double[] stepSeconds(Memory memory) {
        synchronized (device) {
            device.enter();
            double[] seconds = ready(memory).graphs().stepSeconds(device.copies(), memory.arena());
            changed();
            return seconds;
        }
    }

    @Override
    public double copyBandwidth() {
        synchronized (device) {
            device.enter();
            return device.copies().bandwidth();
        }
    }

    @Override
    public void finish(Memory memory) {
        synchronized (device) {
            device.enter();
            Bound now = bound;
            if (now == null || !now.graphs().isRunning()) {
                throw new IllegalStateException("no run of program " + info.name() + " is under way");
            }
            now.graphs().finish(memory.arena());
        }
    }

    @Override
    public void fetchState(Memory memory) {
        synchronized (device) {
            device.enter();
            device.fetch(memory.state());
        }
    }
}
