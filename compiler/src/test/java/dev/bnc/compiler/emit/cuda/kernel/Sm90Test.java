package dev.bnc.compiler.emit.cuda.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.emit.cuda.CudaEmitter;
import dev.bnc.compiler.emit.cuda.MixedPrecision;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.plan.DevicePlan;
import dev.bnc.compiler.syntax.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kernels of example nets compile for sm_90 without a warning and keep everything in registers.
class Sm90Test {
    private static final Path EXAMPLES = Path.of("..", "examples");
    private static final Pattern SPILL = Pattern.compile("[1-9]\\d* bytes (spill|stack frame)");
    private static final Pattern ENTRY = Pattern.compile("Compiling entry function '(\\w+)'");

    /// A net, what it does, and how its products are computed.
    private record Case(String net, Step step, Precision precision) {}

    private enum Step {
        INFERENCE,
        TRAINING
    }

    @Test
    void smallNets(@TempDir Path folder) throws IOException {
        compile(
                List.of(
                        new Case("mnist/mnist.net", Step.TRAINING, Precision.FLOAT32),
                        new Case("mnist/mnist.net", Step.INFERENCE, Precision.FLOAT32),
                        new Case("mnist/lenet.net", Step.TRAINING, Precision.FLOAT32),
                        new Case("mnist/lenet.net", Step.TRAINING, Precision.TF32),
                        new Case("mnist/lenet.net", Step.TRAINING, Precision.BF16)),
                folder);
    }

    @Tag("long")
    @Test
    void largeNets(@TempDir Path folder) throws IOException {
        compile(
                List.of(
                        new Case("cifar/cifar_inception.net", Step.TRAINING, Precision.FLOAT32),
                        new Case("cifar/cifar_inception.net", Step.TRAINING, Precision.BF16),
                        new Case("imagenet/mobilenet.net", Step.TRAINING, Precision.TF32),
                        new Case("imagenet/bn_inception.net", Step.INFERENCE, Precision.FLOAT32)),
                folder);
    }

    private static void compile(List<Case> cases, Path folder) throws IOException {
        assumeTrue(Tools.has("nvcc"), "no nvcc in the search path");
        var plans = new ArrayList<LaunchPlan>();
        for (Case c : cases) {
            plans.add(plan(c));
        }
        Path source = folder.resolve("kernels.cu");
        Files.writeString(source, ModuleSource.joined(LaunchPlans.sources(plans)));
        var command = List.of("nvcc", "-cubin", "-arch=sm_90", "-Xptxas", "-v", "-o", "kernels.cubin", "kernels.cu");
        String log = Tools.await(new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start());
        assertThat(log).doesNotContain("warning").doesNotContain("error");
        assertThat(spilling(log)).isEmpty();
        assertThat(ENTRY.matcher(log).results().count()).isGreaterThan(20);
    }

    /// Kernels that keep something in memory for want of registers.
    private static List<String> spilling(String log) {
        var found = new ArrayList<String>();
        String entry = "";
        for (String line : log.lines().toList()) {
            var named = ENTRY.matcher(line);
            entry = named.find() ? named.group(1) : entry;
            if (SPILL.matcher(line).find()) {
                found.add(entry + ": " + line.strip());
            }
        }
        return found;
    }

    private static LaunchPlan plan(Case c) throws IOException {
        Path file = EXAMPLES.resolve(c.net);
        Model model = Compiler.elaborate(SourceFile.read(file), ElaborationOptions.NONE)
                .model()
                .orElseThrow();
        DevicePlan device = switch (c.step) {
            case INFERENCE -> Compiler.inferenceProgram(model, 1).devicePlan();
            case TRAINING ->
                Compiler.trainingProgram(
                                model,
                                model.training().orElseThrow().settings().data().batch())
                        .devicePlan();
        };
        return CudaEmitter.emit(MixedPrecision.of(device, c.precision), new CudaKernels(c.precision), Target.SM_90);
    }
}
