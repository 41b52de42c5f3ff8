package dev.bnc.compiler.emit.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import dev.bnc.compiler.autodiff.Clipping;
import dev.bnc.compiler.autodiff.NetBuilder;
import dev.bnc.compiler.autodiff.NetBuilder.Net;
import dev.bnc.compiler.autodiff.Objective;
import dev.bnc.compiler.autodiff.Optimizer;
import dev.bnc.compiler.autodiff.OptimizerSlot;
import dev.bnc.compiler.autodiff.TrainingRecipe;
import dev.bnc.compiler.autodiff.TrainingStep;
import dev.bnc.compiler.autodiff.WeightDecay;
import dev.bnc.compiler.cases.Seeded;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.AvgPool;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.Concat;
import dev.bnc.compiler.graph.op.Dropout;
import dev.bnc.compiler.graph.op.Estimate;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Gelu;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.graph.op.MaxPool;
import dev.bnc.compiler.graph.op.Padding;
import dev.bnc.compiler.graph.op.Relu;
import dev.bnc.compiler.graph.op.Reshape;
import dev.bnc.compiler.graph.op.Sigmoid;
import dev.bnc.compiler.graph.op.Whiten;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.reference.ReferenceInterpreter;
import dev.bnc.compiler.reference.Tensor;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.Loss;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole training steps, several in a row, against the reference; the same bits for any number of threads; nothing
/// allocated.
class TrainingStepsTest {
    private static final int STEPS = 4;

    /// Of the largest element. Errors of single steps, some 1e-6, grow through the steps that follow.
    private static final double DRIFT = 2e-4;

    /// A training step with all it needs to run.
    record Case(String name, Graph graph, Map<String, Tensor> state) {
        @Override
        public String toString() {
            return name;
        }
    }

    /// Biases before a batch norm have gradient 0. A large eps keeps what rounding leaves of it from becoming
    /// steps.
    private static final double EPS = 1e-2;

    static List<Case> cases() {
        TrainingRecipe sgd = recipe(13, Optimizer.Sgd.nesterov(0.9)).withDecay(WeightDecay.of(0.01));
        TrainingRecipe adam =
                recipe(5, new Optimizer.Adam(0.9, 0.999, EPS)).withClipping(new Clipping.ByGlobalNorm(0.5));
        return List.of(
                of("perceptron", perceptron(13, 37, 19), sgd),
                of("convolutions", convolutions(5), adam),
                of("winograd", winograd(13, 12, 3), sgd),
                of("winograd of 5x5", winograd(13, 12, 5), sgd),
                of("estimates", estimates(6), recipe(6, Optimizer.Sgd.plain())),
                of("centered rmsprop", perceptron(13, 5, 7), recipe(13, new Optimizer.RmsProp(0.9, EPS, 0.5, true))));
    }

    static Stream<Case> steps() {
        return cases().stream();
    }

    private static TrainingRecipe recipe(int batch, Optimizer optimizer) {
        var objective = new Objective(Loss.CROSS_ENTROPY, "y", "label", NetBuilder.labels(batch));
        return TrainingRecipe.of(objective, optimizer).withSeed(11);
    }

    private static Case of(String name, Net net, TrainingRecipe recipe) {
        TrainingStep step = TrainingStep.of(net.forward(), net.roles(), recipe);
        Map<String, Tensor> state = new HashMap<>(net.state());
        for (OptimizerSlot slot : step.slots()) {
            state.put(slot.value().name(), Tensor.filled(slot.value().shape(), 0));
        }
        return new Case(name, step.graph(), state);
    }

    private static Net perceptron(int batch, int inputs, int width) {
        var b = new NetBuilder();
        Value x = b.input(batch, inputs);
        Value first = b.add(new Sigmoid(), b.bn("bn1", b.dense("d1", x, width), NetBuilder.EMA));
        Value second = b.add(new Sigmoid(), b.bn("bn2", b.dense("d2", first, width), NetBuilder.EMA));
        return b.net(b.dense("d3", second, 3));
    }

    /// Two branches, joined; pools of both kinds, dropout.
    private static Net convolutions(int batch) {
        var b = new NetBuilder();
        Window two = Window.of(Extent.square(2)).withStride(Extent.square(2));
        Window padded = Window.of(Extent.square(3)).withPadding(Padding.all(1));
        Value x = b.add(new Relu(), b.bn("bn1", b.conv("c1", b.input(batch, 3, 12, 10), 17, 3), NetBuilder.EMA));
        Value left = b.add(new MaxPool(two), x);
        Value right = b.add(new AvgPool(two, false), b.add(new MaxPool(padded), x));
        Value joined = b.add(new Concat(), left, right);
        Value deep = b.add(new Gelu(), b.bn("bn2", b.conv("c2", joined, 6, 3), NetBuilder.EMA));
        Value flat = b.add(new Reshape(Shape.of(batch, 36)), b.add(new Dropout(0.25, 0), deep));
        return b.net(b.dense("d", flat, 3));
    }

    /// A batch norm of each estimate.
    private static Net estimates(int batch) {
        var b = new NetBuilder();
        Value x = b.conv("c", b.input(batch, 2, 4, 4), 7, 3);
        x = b.add(new Sigmoid(), b.bn("median", x, estimating(new Estimate.Median())));
        x = b.add(new Sigmoid(), b.bn("range", x, estimating(new Estimate.Range())));
        x = b.add(new Sigmoid(), b.bn("ghost", x, estimating(new Estimate.Ghost(2))));
        x = b.dense("d1", b.add(new Reshape(Shape.of(batch, 28)), x), 9);
        x = b.add(new Sigmoid(), b.bn("renorm", x, estimating(new Estimate.Renorm(1.2, 0.3))));
        x = b.whiten("whiten", b.dense("d2", x, 6), new Whiten(EPS, 2, 5, true, true, NetBuilder.EMA));
        return b.net(b.dense("d3", b.bn("detached", x, estimating(new Estimate.Detached())), 3));
    }

    private static BatchNorm estimating(Estimate estimate) {
        return new BatchNorm(EPS, true, true, NetBuilder.EMA, estimate);
    }

    /// Convolutions that Winograd's algorithm computes, and their gradients.
    private static Net winograd(int batch, int size, int kernel) {
        var b = new NetBuilder();
        Value x = b.add(new Relu(), b.bn("bn1", b.conv("c1", b.input(batch, 3, size, size), 32, kernel), NetBuilder.EMA));
        Value y = b.add(new Relu(), b.bn("bn2", b.conv("c2", x, 64, kernel), NetBuilder.EMA));
        Value pooled = b.add(new MaxPool(Window.of(Extent.square(y.shape().size(2)))), y);
        return b.net(b.dense("d", b.add(new Reshape(Shape.of(batch, 64)), pooled), 3));
    }

    /// What a step reads beside the state.
    private static Map<String, Tensor> inputs(Graph graph, int step) {
        Map<String, Tensor> inputs = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Input(String name)) {
                Shape shape = node.result().shape();
                inputs.put(
                        name,
                        switch (name) {
                            case "label" -> Seeded.labels(step, shape.size(0), 3);
                            case "lr" -> Tensor.scalar(0.0625);
                            case "step" -> Tensor.scalar(step);
                            case "bias_correction1" -> Tensor.scalar((float) (1 - Math.pow(0.9, step + 1)));
                            case "bias_correction2" -> Tensor.scalar((float) (1 - Math.pow(0.999, step + 1)));
                            default -> Seeded.spread(100 + step, shape);
                        });
            }
        }
        return inputs;
    }

    @ParameterizedTest
    @MethodSource("steps")
    void stepsFollowTheReference(Case c) {
        for (VectorWidth width : Widths.here()) {
            RunningProgram program = RunningProgram.of(c.graph(), width).withState(c.state(), CallerOnly.POOL);
            Map<String, Tensor> state = c.state();
            for (int step = 0; step < STEPS; step++) {
                Map<String, Tensor> inputs = inputs(c.graph(), step);
                ReferenceInterpreter.Result expected = ReferenceInterpreter.run(c.graph(), inputs, state);
                program.run(inputs, CallerOnly.POOL);
                assertClose(program.output("loss"), expected.output("loss"), width + ", loss of step " + step);
                for (String name : state.keySet()) {
                    assertClose(program.parameter(name), expected.parameter(name), width + ", " + name);
                }
                state = expected.state();
            }
        }
    }

    private static void assertClose(Tensor actual, Tensor expected, String what) {
        double size = 1;
        for (double element : expected.data()) {
            size = Math.max(size, Math.abs(element));
        }
        for (int i = 0; i < expected.length(); i++) {
            assertThat(actual.at(i)).as("%s, element %d", what, i).isCloseTo(expected.at(i), within(DRIFT * size));
        }
    }

    /// Large enough that most steps have several chunks.
    static Stream<Case> large() {
        Optimizer optimizer = Optimizer.Sgd.withMomentum(0.9);
        return Stream.of(
                of("wide", perceptron(60, 784, 100), recipe(60, optimizer)),
                of("winograd", winograd(20, 20, 3), recipe(20, optimizer)),
                of("winograd of 5x5", winograd(20, 16, 5), recipe(20, optimizer)));
    }

    @ParameterizedTest
    @MethodSource("large")
    void anyNumberOfThreadsGivesTheSameBits(Case c) {
        RunningProgram alone = threeSteps(c, CallerOnly.POOL);
        for (int threads : new int[] {1, 2, 3}) {
            try (WorkerPool pool = new ThreadPool(threads)) {
                RunningProgram shared = threeSteps(c, pool);
                assertThat(shared.memory().state()).isEqualTo(alone.memory().state());
            }
        }
    }

    private static RunningProgram threeSteps(Case c, WorkerPool pool) {
        RunningProgram program =
                RunningProgram.of(c.graph(), VectorWidth.preferred()).withState(c.state(), pool);
        for (int step = 0; step < 3; step++) {
            program.run(inputs(c.graph(), step), pool);
        }
        return program;
    }

    /// Small objects vanish, and vectors are no longer objects, once HotSpot has compiled the code around them.
    @Test
    void runsAllocateNothingOnceCompiled() {
        assertAllocatesNothing(cases().getFirst(), VectorWidth.SCALAR);
    }

    /// Takes HotSpot half a minute and more.
    @Tag("long")
    @ParameterizedTest
    @MethodSource("steps")
    void noRunAllocatesOnceCompiled(Case c) {
        Widths.here().forEach(width -> assertAllocatesNothing(c, width));
    }

    /// Runs until a run has allocated nothing on the calling thread.
    private static void assertAllocatesNothing(Case c, VectorWidth width) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        RunningProgram running = RunningProgram.of(c.graph(), width)
                .withState(c.state(), CallerOnly.POOL)
                .run(inputs(c.graph(), 0), CallerOnly.POOL);
        assertTimeoutPreemptively(Duration.ofMinutes(3), () -> {
            long allocated = Long.MAX_VALUE;
            while (allocated > 0) {
                long before = threads.getCurrentThreadAllocatedBytes();
                running.program().run(running.memory(), CallerOnly.POOL);
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
        });
    }
}
