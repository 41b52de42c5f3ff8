package dev.bnc.compiler.emit.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlanPrinter;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.plan.DevicePlan;
import dev.bnc.compiler.syntax.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Launch plans of small nets as text, kernels apart: what is done in which order, what lies where. `-Dgolden.update` rewrites
/// the files.
class EmittedPlansTest {
    private static final Path GOLDENS = Path.of("src", "test", "golden", "cuda");
    private static final String NET =
            """
            net branches()
            input image: f32[3, 8, 8]
            label kind: class[5]
            block cbr(n, k) { conv n k (pad = same, bias = none) -> bn -> relu }
            image -> cbr(4, 3x3) -> concat {
              a: cbr(8, 1x1)
              b: cbr(4, 3x3)
            } -> global avg -> dense 5 -> output logits
            data synthetic { batch = 2 }
            train {
              loss = cross_entropy(logits, kind)
              optimizer = sgd(lr = 0.1, momentum = 0.9)
              stop = 1 steps
            }
            """;

    private final Model model = Compiler.elaborate(SourceFile.of("branches.net", NET), ElaborationOptions.NONE)
            .model()
            .orElseThrow();

    @Test
    void inference() throws IOException {
        compare("branches.txt", Compiler.inferenceProgram(model, 2).devicePlan());
    }

    @Test
    void trainingStep() throws IOException {
        compare("branches-training.txt", Compiler.trainingProgram(model, 2).devicePlan());
    }

    private static void compare(String name, DevicePlan plan) throws IOException {
        String text = LaunchPlanPrinter.print(CudaEmitter.emit(plan, new SignatureKernels(), Target.SM_90));
        Path file = GOLDENS.resolve(name);
        if (System.getProperty("golden.update") != null) {
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }
}
