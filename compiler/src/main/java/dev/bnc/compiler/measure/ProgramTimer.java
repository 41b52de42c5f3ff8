package dev.bnc.compiler.measure;

import dev.bnc.compiler.ProgramGraph;
import dev.bnc.compiler.emit.jvm.JvmBackend;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.pass.PassRunner;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Step;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A program with made-up inputs that is called and timed.
///
/// ```java
/// var timer = ProgramTimer.of(Compiler.inferenceProgram(model, 1), state, pool);
/// timer.prepare();
/// CallTimes first = timer.warmUp(Duration.ofSeconds(1));
/// CallTimes warm = timer.calls(Duration.ofSeconds(2));
/// List<StepTime> steps = timer.steps(Duration.ofSeconds(2));
/// ```
public final class ProgramTimer {
    private static final int LEAST_PASSES = 3;

    private final ProgramGraph source;
    private final Plan plan;
    private final Program program;
    private final Memory memory;
    private final WorkerPool pool;

    private ProgramTimer(ProgramGraph source, Plan plan, Program program, Memory memory, WorkerPool pool) {
        this.source = source;
        this.plan = plan;
        this.program = program;
        this.memory = memory;
        this.pool = pool;
    }

    /// Compiles a graph and gives it inputs.
    ///
    /// @param state of the program; a training step changes it
    public static ProgramTimer of(ProgramGraph source, float[] state, WorkerPool pool) {
        Plan plan = source.plan();
        Program program = JvmBackend.compile(plan);
        var memory = new Memory(state, new float[plan.arenaSize()]);
        SampleInputs.write(source.graph(), program, memory.arena());
        return new ProgramTimer(source, plan, program, memory, pool);
    }

    /// What is run.
    public Plan plan() {
        return plan;
    }

    /// Does what depends on the weights alone. Before the first call.
    public void prepare() {
        program.prepare(memory, pool);
    }

    /// Calls the program for so long, and longer while that makes it faster by a tenth, up to ten times as long.
    public CallTimes warmUp(Duration length) {
        return new CallTimer(program, memory, pool).warmUp(length);
    }

    /// Calls the program for so long, once at least.
    public CallTimes calls(Duration length) {
        return new CallTimer(program, memory, pool).calls(length);
    }

    /// Times each step by itself: a program for each, run one after the other, again and again for so long. The first half
    /// of the passes is warm-up.
    public List<StepTime> steps(Duration length) {
        List<Program> alone =
                plan.steps().stream().map(step -> JvmBackend.compile(plan.only(step))).toList();
        List<double[]> passes = new ArrayList<>();
        long start = System.nanoTime();
        while (passes.size() < LEAST_PASSES || System.nanoTime() - start < length.toNanos()) {
            passes.add(pass(alone));
        }
        List<double[]> warm = passes.subList(passes.size() / 2, passes.size());
        Graph rewritten = source.rewritten(PassRunner.quiet()).graph();
        var labels = new StepLabels(plan, rewritten);
        var times = new ArrayList<StepTime>();
        for (int i = 0; i < alone.size(); i++) {
            int number = i;
            Step step = plan.steps().get(i);
            var seconds = new CallTimes(warm.stream().mapToDouble(p -> p[number]).toArray());
            times.add(new StepTime(i, step, labels.layer(step), StepLabels.kind(step), seconds.median()));
        }
        return times;
    }

    private double[] pass(List<Program> alone) {
        var seconds = new double[alone.size()];
        for (int i = 0; i < seconds.length; i++) {
            long before = System.nanoTime();
            alone.get(i).run(memory, pool);
            seconds[i] = 1e-9 * (System.nanoTime() - before);
        }
        return seconds;
    }
}
