package dev.bnc.compiler.measure;

import dev.bnc.compiler.Backend;
import dev.bnc.compiler.ProgramGraph;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A program on a device, with made-up inputs, that is called and timed: the twin of [ProgramTimer] for what a
/// [LaunchedProgram] can tell.
public final class DeviceTimer {
    private static final int LEAST_PASSES = 3;

    private final LaunchedProgram program;
    private final Memory memory;
    private final WorkerPool pool;
    private final CallTimer timer;

    private DeviceTimer(LaunchedProgram program, Memory memory, WorkerPool pool) {
        this.program = program;
        this.memory = memory;
        this.pool = pool;
        this.timer = new CallTimer(program, memory, pool);
    }

    /// Compiles a graph for a device and gives it inputs.
    ///
    /// @param device makes programs that can tell what they launch
    /// @param state of the program; a training step changes it
    /// @throws IllegalArgumentException if the device's programs cannot
    public static DeviceTimer of(ProgramGraph source, Backend device, float[] state, WorkerPool pool) {
        Program program = device.compile(source);
        if (!(program instanceof LaunchedProgram launched)) {
            throw new IllegalArgumentException("no program of launches: " + program.info().name());
        }
        var memory = new Memory(state, new float[program.info().arenaSize()]);
        SampleInputs.write(source.graph(), program, memory.arena());
        return new DeviceTimer(launched, memory, pool);
    }

    /// What is launched.
    public LaunchPlan plan() {
        return program.plan();
    }

    /// Brings the state to the device. Before the first call.
    public void prepare() {
        program.prepare(memory, pool);
    }

    /// Calls the program for so long, and longer while that makes it faster by a tenth, up to ten times as long.
    public CallTimes warmUp(Duration length) {
        return timer.warmUp(length);
    }

    /// Calls the program for so long, once at least: inputs in, run, outputs back, one call after the other.
    public CallTimes calls(Duration length) {
        return timer.calls(length);
    }

    /// Seconds a run when as many are under way as can be, for so long.
    public double streamed(Duration length) {
        int ahead = program.runsAtOnce();
        for (int i = 0; i < ahead; i++) {
            program.start(memory, pool);
        }
        long count = 0;
        long start = System.nanoTime();
        long end = start;
        while (count < 2L * ahead || end - start < length.toNanos()) {
            program.finish(memory);
            program.start(memory, pool);
            count++;
            end = System.nanoTime();
        }
        for (int i = 0; i < ahead; i++) {
            program.finish(memory);
        }
        return 1e-9 * (end - start) / count;
    }

    /// Times of whole runs by the device's clock, for so long.
    public CallTimes graphs(Duration length) {
        var seconds = new ArrayList<Double>();
        long start = System.nanoTime();
        while (seconds.size() < LEAST_PASSES || System.nanoTime() - start < length.toNanos()) {
            seconds.add(program.graphSeconds(memory));
        }
        return new CallTimes(
                seconds.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /// Times of each step by the device's clock, for so long. The first half of the passes is warm-up.
    public List<LaunchTime> steps(Duration length) {
        var passes = new ArrayList<double[]>();
        long start = System.nanoTime();
        while (passes.size() < LEAST_PASSES || System.nanoTime() - start < length.toNanos()) {
            passes.add(program.stepSeconds(memory));
        }
        List<double[]> warm = passes.subList(passes.size() / 2, passes.size());
        return IntStream.range(0, plan().steps().size())
                .mapToObj(i -> new LaunchTime(i, plan().steps().get(i), median(warm, i)))
                .toList();
    }

    private static double median(List<double[]> passes, int step) {
        return new CallTimes(passes.stream().mapToDouble(p -> p[step]).toArray()).median();
    }

    /// Bytes that the device reads and writes in a second when it copies within its memory.
    public double copyBandwidth() {
        return program.copyBandwidth();
    }
}
