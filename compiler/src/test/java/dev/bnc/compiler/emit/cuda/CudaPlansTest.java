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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The nets that come with bnc as launch plans with their kernels. [CudaEmitter] verifies each.
class CudaPlansTest {
    static List<String> nets() {
        return ExampleNets.all();
    }

    @ParameterizedTest
    @MethodSource("nets")
    void inferenceOfEachExampleComesBackFromJson(String net) {
        LaunchPlan plan =
                Compiler.inferenceProgram(ExampleNets.model(net), 1).launchPlan(Target.SM_90, Precision.FLOAT32);
        String json = LaunchPlanJson.of(plan).toString();
        assertThat(LaunchPlanReader.read(json, net)).isEqualTo(plan);
    }

    @ParameterizedTest
    @MethodSource("nets")
    void eachExamplesTrainingStepAtItsOwnBatchHasAPlan(String net) {
        Model model = ExampleNets.model(net);
        int batch = model.training().orElseThrow().settings().data().batch();
        LaunchPlan plan = Compiler.trainingProgram(model, batch).launchPlan(Target.SM_90, Precision.BF16);
        assertThat(plan.buffer("loss")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mnist/mnist.net", "mnist/lenet.net", "cifar/cifar_inception.net"})
    void statisticsOverDataHaveAPlan(String net) {
        LaunchPlan plan =
                Compiler.statisticsProgram(ExampleNets.model(net), 8).launchPlan(Target.SM_90, Precision.TF32);
        assertThat(plan.buffers(BufferRole.OUTPUT)).isNotEmpty();
    }
}
