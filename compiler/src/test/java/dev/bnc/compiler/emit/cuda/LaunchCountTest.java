package dev.bnc.compiler.emit.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.emit.cuda.kernel.Precision;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.compiler.model.Model;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How many launches a run has. A launch costs a GPU some 2 us whatever it does, so their number is what small nets are bound
/// by; it may fall, and is then to be lowered here.
class LaunchCountTest {
    @ParameterizedTest
    @CsvSource({
        "mnist/mnist.net, 60, 7",
        "mnist/lenet.net, 64, 34",
        "cifar/cifar_inception.net, 250, 203",
        "imagenet/bn_inception.net, 32, 702"
    })
    void ofATrainingStep(String net, int batch, int most) {
        LaunchPlan plan = Compiler.trainingProgram(ExampleNets.model(net), batch)
                .launchPlan(Target.SM_90, Precision.FLOAT32);
        assertThat(plan.steps().size()).as(() -> names(plan)).isLessThanOrEqualTo(most);
    }

    @ParameterizedTest
    @CsvSource({
        "mnist/mnist.net, 1, 5",
        "mnist/mnist.net, 1024, 8",
        "cifar/cifar_inception.net, 1, 29",
        "imagenet/bn_inception.net, 1, 120"
    })
    void ofAnInference(String net, int batch, int most) {
        Model model = ExampleNets.model(net);
        LaunchPlan plan = Compiler.inferenceProgram(model, batch).launchPlan(Target.SM_90, Precision.FLOAT32);
        assertThat(plan.steps().size()).as(() -> names(plan)).isLessThanOrEqualTo(most);
    }

    @Test
    void anInferencePacksItsFiltersOnce() {
        LaunchPlan plan = Compiler.inferenceProgram(ExampleNets.model("cifar/cifar_inception.net"), 1)
                .launchPlan(Target.SM_90, Precision.FLOAT32);
        assertThat(plan.setup()).extracting(LaunchStep::name).contains("pack_group");
        assertThat(names(plan)).doesNotContain("pack");
    }

    private static String names(LaunchPlan plan) {
        return plan.steps().stream().map(LaunchStep::name).collect(Collectors.joining(" "));
    }
}
