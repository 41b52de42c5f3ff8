package dev.bnc.compiler.emit.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.compiler.model.Model;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Emission apart from the text of kernels.
class CudaEmitterTest {
    static List<String> nets() {
        return ExampleNets.all();
    }

    @ParameterizedTest
    @MethodSource("nets")
    void everyExampleHasVerifiedPlans(String net) {
        Model model = ExampleNets.model(net);
        LaunchPlan inference = CudaEmitter.emit(
                Compiler.inferenceProgram(model, 1).devicePlan(), new SignatureKernels(), Target.SM_90);
        LaunchPlan training =
                CudaEmitter.emit(Compiler.trainingProgram(model, 4).devicePlan(), new SignatureKernels(), Target.SM_90);
        assertThat(inference.steps()).isNotEmpty();
        assertThat(training.buffer("loss")).isPresent();
    }
}
