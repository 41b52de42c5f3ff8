package dev.bnc.compiler.emit.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.emit.cuda.kernel.Precision;
import dev.bnc.compiler.emit.cuda.launch.BufferRole;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.emit.cuda.library.LibraryAdvisor;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.syntax.SourceFile;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which steps of a training step are one kernel, and where they stay apart.
class FusedStepsTest {
    private static final int BATCH = 16;
    private static final int INPUTS = 37;
    private static final int HIDDEN = 24;

    private static Model model(int classes, String settings) {
        String net =
                """
                net fused()
                input x: f32[37]
                label kind: class[%1$d]
                x -> dense 24 -> bn -> sigmoid -> dense 24 -> bn -> sigmoid -> dense %1$d -> output logits
                data synthetic { batch = 16 }
                train {
                  loss = cross_entropy(logits, kind)
                  optimizer = sgd(lr = 0.1)
                  stop = 1 steps%2$s
                }
                """
                        .formatted(classes, settings);
        return Compiler.elaborate(SourceFile.of("fused.net", net), ElaborationOptions.NONE)
                .model()
                .orElseThrow();
    }

    private static LaunchPlan plan(int classes, String settings, Precision precision) {
        return Compiler.trainingProgram(model(classes, settings), BATCH).launchPlan(Target.SM_90, precision);
    }

    /// Elements of all temporaries whose size is that of a weight.
    private static List<String> gradients(LaunchPlan plan) {
        List<List<Integer>> weights = List.of(List.of(INPUTS * HIDDEN), List.of(HIDDEN * HIDDEN));
        return plan.buffers(BufferRole.TEMPORARY).stream()
                .filter(b -> weights.contains(b.shape()))
                .map(b -> b.name())
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void gradientsOfWeightsAreNotStored(Precision precision) {
        assertThat(gradients(plan(10, "", precision))).isEmpty();
    }

    @Test
    void gradientsThatAreClippedByTheNormOfAllAre() {
        assertThat(gradients(plan(10, "\n  clip = norm(5)", Precision.FLOAT32))).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void gradientsThatALibraryMakesAre() {
        LaunchPlan plan = Compiler.trainingProgram(model(10, ""), BATCH)
                .launchPlan(Target.SM_90, Precision.FLOAT32, LibraryAdvisor.LATER);
        assertThat(gradients(plan)).hasSize(2);
    }

    /// The verifier does not know which values a step wants to read; the reference does, in `NetsOnCpuTest`, if
    /// a wrong order shows in its numbers.
    @ParameterizedTest
    @ValueSource(strings = {"mnist/mnist.net", "mnist/lenet.net", "cifar/cifar_inception.net"})
    void weightsAreReadBeforeTheyAreBroughtUpToDate(String net) {
        LaunchPlan plan =
                Compiler.trainingProgram(ExampleNets.model(net), BATCH).launchPlan(Target.SM_90, Precision.FLOAT32);
        for (int b = 0; b < plan.buffers().size(); b++) {
            int buffer = b;
            String name = plan.buffers().get(b).name();
            if (plan.buffers().get(b).role() == BufferRole.PARAMETER && name.endsWith(".weight")) {
                List<Integer> writers = places(plan, s -> s.effects().writes(), buffer);
                assertThat(writers).as(name).hasSize(1);
                assertThat(places(plan, s -> s.effects().reads(), buffer)).last().isEqualTo(writers.getFirst());
            }
        }
    }

    private static List<Integer> places(
            LaunchPlan plan, Function<LaunchStep, List<View>> views, int buffer) {
        return IntStream.range(0, plan.steps().size())
                .filter(i -> views.apply(plan.steps().get(i)).stream().anyMatch(v -> v.buffer() == buffer))
                .boxed()
                .toList();
    }

    /// 33 classes are one more than a block does; in bf16 products stay apart.
    @ParameterizedTest
    @CsvSource({"10, FLOAT32, 1", "32, FLOAT32, 1", "33, FLOAT32, 0", "10, TF32, 1", "10, BF16, 0"})
    void aSmallLastLayerIsOneLaunchWithItsLoss(int classes, Precision precision, int launches) {
        LaunchPlan plan = plan(classes, "", precision);
        List<LaunchStep> last = plan.steps().stream()
                .filter(s -> s.name().contains("last_layer"))
                .toList();
        assertThat(last).hasSize(launches);
        for (LaunchStep step : last) {
            List<String> written = step.effects().writes().stream()
                    .map(v -> plan.buffers().get(v.buffer()).name())
                    .toList();
            // The mean of the last batch norm's beta is known there: the gradient went on to its columns.
            assertThat(written).contains("logits", "loss", "bn2.beta");
        }
    }
}
