package dev.bnc.compiler.emit.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.ProgramGraph;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.emit.cuda.kernel.Precision;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlanJson;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlanPrinter;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlanReader;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.compiler.emit.cuda.library.LibraryAdvisor;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.syntax.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Plans that leave products and convolutions to libraries: which steps, what lies where. `-Dgolden.update` rewrites the files.
class LibraryStepsTest {
    private static final Path GOLDENS = Path.of("src", "test", "golden", "cuda");
    private static final String NET =
            """
            net libraries()
            input image: f32[8, 8, 8]
            label kind: class[4]
            image -> conv 8 3x3 (pad = same) -> relu -> conv 16 3x3 /2 -> bn -> relu
              -> flatten -> dense 12 -> relu -> dense 4 -> output logits
            data synthetic { batch = 2 }
            train {
              loss = cross_entropy(logits, kind)
              optimizer = sgd(lr = 0.1)
              stop = 1 steps
            }
            """;

    private final Model model = Compiler.elaborate(SourceFile.of("libraries.net", NET), ElaborationOptions.NONE)
            .model()
            .orElseThrow();

    private static LaunchPlan plan(ProgramGraph program, Precision precision) {
        return program.launchPlan(Target.SM_90, precision, LibraryAdvisor.LATER);
    }

    @Test
    void inference() throws IOException {
        compare("libraries.txt", plan(Compiler.inferenceProgram(model, 2), Precision.FLOAT32));
    }

    @Test
    void trainingStep() throws IOException {
        compare("libraries-training.txt", plan(Compiler.trainingProgram(model, 2), Precision.TF32));
    }

    @Test
    void mixedPrecision() throws IOException {
        compare("libraries-bf16.txt", plan(Compiler.trainingProgram(model, 2), Precision.BF16));
    }

    /// The steps alone: the rest is in other files.
    private static void compare(String name, LaunchPlan plan) throws IOException {
        String text = LaunchPlanPrinter.print(plan)
                .lines()
                .dropWhile(l -> !l.startsWith("setup") && !l.startsWith("  0 "))
                .reduce("", (a, b) -> a + b + "\n");
        Path file = GOLDENS.resolve(name);
        if (System.getProperty("golden.update") != null) {
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }

    @ParameterizedTest
    @EnumSource
    void plansAreTheSameAfterReading(Precision precision) {
        LaunchPlan plan = plan(Compiler.trainingProgram(model, 2), precision);
        String json = LaunchPlanJson.of(plan).toString();
        assertThat(LaunchPlanReader.read(json, "plan.json")).isEqualTo(plan);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mnist/lenet.net", "cifar/cifar_inception.net", "imagenet/mobilenet.net"})
    void allProductsButDepthwiseOnesAreLeftToLibraries(String net) {
        LaunchPlan plan = plan(Compiler.trainingProgram(ExampleNets.model(net), 4), Precision.FLOAT32);
        assertThat(plan.steps()).anyMatch(LaunchStep.Conv.class::isInstance);
        assertThat(plan.steps()).anyMatch(LaunchStep.Gemm.class::isInstance);
        List<String> own = plan.steps().stream().map(LaunchStep::name).distinct().toList();
        assertThat(own).doesNotContain("product", "conv_input", "conv_weights");
    }
}
