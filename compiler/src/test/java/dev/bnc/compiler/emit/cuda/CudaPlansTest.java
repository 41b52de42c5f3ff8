package dev.bnc.compiler.emit.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.emit.cuda.kernel.Precision;
import dev.bnc.compiler.emit.cuda.launch.BufferRole;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlanJson;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlanReader;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.compiler.model.Model;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The nets that come with bnc as launch plans with their kernels, in every precision. [CudaEmitter] verifies each.
class CudaPlansTest {
    static List<String> nets() {
        return ExampleNets.all();
    }

    @ParameterizedTest
    @MethodSource("nets")
    void inferenceOfEachExampleComesBackFromJson(String net) {
        List<LaunchPlan> plans = ExampleNets.plans(Compiler.inferenceProgram(ExampleNets.model(net), 1));
        String json = LaunchPlanJson.of(plans.getLast()).toString();
        assertThat(LaunchPlanReader.read(json, net)).isEqualTo(plans.getLast());
    }

    @ParameterizedTest
    @MethodSource("nets")
    void eachExamplesTrainingStepAtItsOwnBatchHasAPlan(String net) {
        assertTrains(ExampleNets.model(net));
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("nets")
    void variantsHavePlansToo(String net) {
        Model base = ExampleNets.model(net);
        for (String name : base.variants()) {
            Model variant = ExampleNets.variant(net, name);
            assertThat(ExampleNets.plans(Compiler.inferenceProgram(variant, 1))).hasSize(Precision.values().length);
            assertThat(ExampleNets.plans(Compiler.inferenceProgram(ExampleNets.folded(variant), 1)))
                    .hasSize(Precision.values().length);
            assertTrains(variant);
        }
    }

    private static void assertTrains(Model model) {
        int batch = model.training().orElseThrow().settings().data().batch();
        for (LaunchPlan plan : ExampleNets.plans(Compiler.trainingProgram(model, batch))) {
            assertThat(plan.buffer("loss")).isPresent();
            assertThat(plan.batch()).isEqualTo(batch);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mnist/mnist.net", "mnist/lenet.net", "cifar/cifar_inception.net"})
    void statisticsOverDataHaveAPlan(String net) {
        LaunchPlan plan =
                Compiler.statisticsProgram(ExampleNets.model(net), 8).launchPlan(Target.SM_90, Precision.TF32);
        assertThat(plan.buffers(BufferRole.OUTPUT)).isNotEmpty();
    }
}
