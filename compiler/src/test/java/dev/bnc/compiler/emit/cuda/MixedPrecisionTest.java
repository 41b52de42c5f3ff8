package dev.bnc.compiler.emit.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.ProgramGraph;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.emit.cuda.kernel.Precision;
import dev.bnc.compiler.emit.cuda.launch.BufferRole;
import dev.bnc.compiler.emit.cuda.launch.DataType;
import dev.bnc.compiler.emit.cuda.launch.DeviceBuffer;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.syntax.SourceFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is kept as bf16 in mixed precision, and what that saves.
class MixedPrecisionTest {
    private static final int BATCH = 4;

    private static LaunchPlan plan(Model model, Precision precision) {
        ProgramGraph program = Compiler.trainingProgram(model, BATCH);
        return program.launchPlan(Target.SM_90, precision);
    }

    /// Of activations half the bytes; what is left is weights, their gradients and slots, at this small batch a good part.
    @ParameterizedTest
    @ValueSource(strings = {"imagenet/bn_inception.net", "imagenet/resnet18.net"})
    void activationsMoveHalfTheBytes(String net) {
        Model model = ExampleNets.model(net);
        LaunchPlan whole = plan(model, Precision.TF32);
        LaunchPlan mixed = plan(model, Precision.BF16);
        double activations = images(whole);
        assertThat(activations).isGreaterThan(0.3 * (whole.traffic().bytesRead() + whole.traffic().bytesWritten()));
        assertThat(images(mixed) / activations).isBetween(0.5, 0.52);
    }

    /// Bytes of images that steps read and write: `[n, h, w, c]` with `n` the batch, or `[n * h * w, c]`.
    private static double images(LaunchPlan plan) {
        long bytes = 0;
        for (LaunchStep step : plan.steps()) {
            for (var views : List.of(step.effects().reads(), step.effects().writes())) {
                bytes += views.stream()
                        .filter(v -> plan.buffers().get(v.buffer()).role() == BufferRole.TEMPORARY)
                        .filter(v -> v.rows() % (BATCH * 49) == 0)
                        .mapToLong(v -> v.elements() * plan.buffers().get(v.buffer()).type().bytes())
                        .sum();
            }
        }
        return bytes;
    }

    @Test
    void weightsStatisticsAndLossesStayFloat32() {
        LaunchPlan plan = plan(ExampleNets.model("mnist/lenet.net"), Precision.BF16);
        for (DeviceBuffer buffer : plan.buffers()) {
            boolean half = buffer.type() == DataType.BF16;
            boolean may = buffer.role() == BufferRole.TEMPORARY
                    || buffer.role() == BufferRole.CONSTANT
                    || buffer.role() == BufferRole.WORKSPACE;
            assertThat(!half || may).as(buffer.toString()).isTrue();
        }
        assertThat(plan.buffers().stream().filter(b -> b.type() == DataType.BF16)).hasSizeGreaterThan(10);
    }

    /// The setup makes each copy, and what writes the weight in a step writes it again.
    @Test
    void copiesOfWeightsAreRenewedWhereTheWeightsAre() {
        LaunchPlan plan = plan(ExampleNets.model("mnist/lenet.net"), Precision.BF16);
        List<DeviceBuffer> copies = plan.buffers().stream()
                .filter(b -> b.role() == BufferRole.CONSTANT && b.type() == DataType.BF16)
                .toList();
        assertThat(copies).hasSize(4);
        for (DeviceBuffer copy : copies) {
            int index = plan.buffers().indexOf(copy);
            assertThat(writers(plan.setup(), index)).isEqualTo(1);
            assertThat(writers(plan.steps(), index)).isEqualTo(1);
        }
    }

    private static long writers(List<LaunchStep> steps, int buffer) {
        return steps.stream()
                .filter(s -> s.effects().writes().stream().anyMatch(v -> v.buffer() == buffer))
                .count();
    }

    @Test
    void inferenceCopiesWeightsInItsSetupAlone() {
        String net = "net tiny()\ninput x: f32[3, 6, 6]\nx -> conv 4 3x3 -> relu -> flatten -> dense 2 -> output y\n";
        Model model = Compiler.elaborate(SourceFile.of("tiny.net", net), ElaborationOptions.NONE)
                .model()
                .orElseThrow();
        LaunchPlan plan = Compiler.inferenceProgram(model, 2).launchPlan(Target.SM_90, Precision.BF16);
        List<DeviceBuffer> copies = plan.buffers(BufferRole.CONSTANT);
        assertThat(copies).hasSize(2).allMatch(b -> b.type() == DataType.BF16);
        assertThat(copies).allSatisfy(b -> assertThat(writers(plan.steps(), plan.buffers().indexOf(b)))
                .isZero());
    }
}
