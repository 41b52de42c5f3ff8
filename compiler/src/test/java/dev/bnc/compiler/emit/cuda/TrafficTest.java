package dev.bnc.compiler.emit.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.emit.cuda.launch.DataType;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.compiler.emit.cuda.launch.Traffic;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.model.Model;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What batch normalization adds to the memory traffic that the launch plan of BN-Inception's training step predicts: the
/// plan is compared with that of the same net whose batch norms are off.
class TrafficTest {
    private static final String NET = "imagenet/bn_inception.net";
    private static final int BATCH = 4;
    /// What a batch norm reads and writes once a channel, beside its activations.
    private static final double CHANNELS = 0.02;

    private final Model model = ExampleNets.model(NET);
    private final LaunchPlan with = plan(model);
    private final LaunchPlan without = plan(ExampleNets.model(NET, "bn=off"));
    private final double activations = DataType.F32.bytes() * (double) normalized(model);

    @Test
    void forwardItAddsTwoReadingsAndOneWritingOfEachActivation() {
        Traffic plain = Traffic.of(forward(without));
        Traffic normalized = Traffic.of(forward(with));
        assertThat((normalized.bytesRead() - plain.bytesRead()) / activations).isBetween(1.9, 2 + CHANNELS);
        assertThat((normalized.bytesWritten() - plain.bytesWritten()) / activations).isBetween(0.9, 1 + CHANNELS);
    }

    @Test
    void backwardItAddsAtMostThreeReadingsAndOneWritingOfEachActivation() {
        Traffic plain = Traffic.of(backward(without));
        Traffic normalized = Traffic.of(backward(with));
        assertThat((normalized.bytesRead() - plain.bytesRead()) / activations).isBetween(1.9, 3 + CHANNELS);
        assertThat((normalized.bytesWritten() - plain.bytesWritten()) / activations).isBetween(0.1, 1 + CHANNELS);
    }

    @Test
    void eachActivationIsReadOnceForItsStatisticsAndOnceToNormalize() {
        Map<View, Integer> readings = new HashMap<>();
        for (LaunchStep step : forward(with)) {
            if (step.name().equals("statistics")) {
                readings.put(step.effects().reads().getFirst().matrix(), 0);
            }
            step.effects().reads().forEach(v -> readings.computeIfPresent(v.matrix(), (_, count) -> count + 1));
        }
        assertThat(readings).hasSize(batchNorms(model)).allSatisfy((_, count) -> assertThat(count)
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

    private static LaunchPlan plan(Model model) {
        return CudaEmitter.emit(
                Compiler.trainingProgram(model, BATCH).devicePlan(), new SignatureKernels(), Target.SM_90);
    }

    private static int batchNorms(Model model) {
        return (int) Compiler.inference(model, BATCH).nodes().stream()
                .filter(n -> n.op() instanceof BatchNorm)
                .count();
    }

    /// Elements of everything that a batch norm normalizes.
    private static long normalized(Model model) {
        return Compiler.inference(model, BATCH).nodes().stream()
                .filter(n -> n.op() instanceof BatchNorm)
                .map(Node::result)
                .mapToLong(v -> v.shape().elements())
                .sum();
    }
}
