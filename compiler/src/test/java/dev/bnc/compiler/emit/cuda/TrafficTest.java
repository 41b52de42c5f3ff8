package dev.bnc.compiler.emit.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.emit.cuda.kernel.CudaKernels;
import dev.bnc.compiler.emit.cuda.kernel.Precision;
import dev.bnc.compiler.emit.cuda.launch.DataType;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.compiler.emit.cuda.launch.Traffic;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.model.Model;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What batch normalization adds to the memory traffic that the launch plan of BN-Inception's training step predicts: the
/// plan, with the kernels that run, is compared with that of the same net whose batch norms are off.
class TrafficTest {
    private static final String NET = "imagenet/bn_inception.net";
    private static final int BATCH = 32;
    /// What a batch norm reads and writes once a channel, and for the partial sums of each, beside float32 activations.
    private static final double CHANNELS = 0.02;

    private static final Model MODEL = ExampleNets.model(NET);
    private static final Map<Precision, Compared> PLANS = new EnumMap<>(Precision.class);

    /// The two plans.
    ///
    /// @param activations bytes of everything that a batch norm normalizes
    /// @param channels of those bytes, what may be added for each channel
    private record Compared(LaunchPlan with, LaunchPlan without, double activations, double channels) {
        static Compared in(Precision precision) {
            DataType type = precision == Precision.BF16 ? DataType.BF16 : DataType.F32;
            return new Compared(
                    plan(MODEL, precision),
                    plan(ExampleNets.model(NET, "bn=off"), precision),
                    type.bytes() * (double) normalized(),
                    // Sums are float32 always.
                    CHANNELS * DataType.F32.bytes() / type.bytes());
        }

        /// What a part of the plan with batch norms reads and writes more.
        private Added added(Function<LaunchPlan, List<LaunchStep>> part) {
            Traffic plain = Traffic.of(part.apply(without));
            Traffic normalized = Traffic.of(part.apply(with));
            return new Added(
                    (normalized.bytesRead() - plain.bytesRead()) / activations,
                    (normalized.bytesWritten() - plain.bytesWritten()) / activations);
        }
    }

    /// How often each activation is read and written besides.
    private record Added(double read, double written) {}

    private static Compared plans(Precision precision) {
        return PLANS.computeIfAbsent(precision, Compared::in);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "BF16"})
    void forwardItAddsTwoReadingsAndOneWritingOfEachActivation(Precision precision) {
        Compared plans = plans(precision);
        Added added = plans.added(TrafficTest::forward);
        assertThat(added.read).isBetween(1.9, 2 + plans.channels);
        assertThat(added.written).isBetween(0.9, 1 + plans.channels);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "BF16"})
    void backwardItAddsAtMostThreeReadingsAndOneWritingOfEachActivation(Precision precision) {
        Compared plans = plans(precision);
        Added added = plans.added(TrafficTest::backward);
        assertThat(added.read).isBetween(1.9, 3 + plans.channels);
        assertThat(added.written).isBetween(0.1, 1 + plans.channels);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "BF16"})
    void eachActivationIsReadOnceForItsStatisticsAndOnceToNormalize(Precision precision) {
        Map<View, Integer> readings = new HashMap<>();
        for (LaunchStep step : forward(plans(precision).with)) {
            if (step.name().equals("moments")) {
                readings.put(step.effects().reads().getFirst().matrix(), 0);
            }
            step.effects().reads().forEach(v -> readings.computeIfPresent(v.matrix(), (_, count) -> count + 1));
        }
        assertThat(readings).hasSize(batchNorms()).allSatisfy((_, count) -> assertThat(count)
                .isEqualTo(2));
    }

    /// Steps up to the one that finds the loss.
    private static List<LaunchStep> forward(LaunchPlan plan) {
        return plan.steps().subList(0, lossAt(plan) + 1);
    }

    private static List<LaunchStep> backward(LaunchPlan plan) {
        return plan.steps().subList(lossAt(plan) + 1, plan.steps().size());
    }

    private static int lossAt(LaunchPlan plan) {
        int loss = plan.buffers().indexOf(plan.buffer("loss").orElseThrow());
        for (int i = 0; i < plan.steps().size(); i++) {
            if (plan.steps().get(i).effects().writes().stream().anyMatch(v -> v.buffer() == loss)) {
                return i;
            }
        }
        throw new AssertionError("nothing finds the loss");
    }

    private static LaunchPlan plan(Model model, Precision precision) {
        MixedPrecision device =
                MixedPrecision.of(Compiler.trainingProgram(model, BATCH).devicePlan(), precision);
        return CudaEmitter.emit(device, new Apart(new CudaKernels(precision)), Target.SM_90);
    }

    private static int batchNorms() {
        return (int) Compiler.inference(MODEL, BATCH).nodes().stream()
                .filter(n -> n.op() instanceof BatchNorm)
                .count();
    }

    /// Elements of everything that a batch norm normalizes.
    private static long normalized() {
        return Compiler.inference(MODEL, BATCH).nodes().stream()
                .filter(n -> n.op() instanceof BatchNorm)
                .map(Node::result)
                .mapToLong(v -> v.shape().elements())
                .sum();
    }
}
