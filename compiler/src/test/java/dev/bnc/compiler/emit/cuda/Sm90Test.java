package dev.bnc.compiler.emit.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.ProgramGraph;
import dev.bnc.compiler.emit.cuda.EmittedKernels.Emitted;
import dev.bnc.compiler.emit.cuda.kernel.Precision;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.compiler.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kernels of example nets compile for sm_90 without a warning and keep everything in registers.
class Sm90Test {
    private static final Path RESULTS = Path.of("target", "sm90");

    private final EmittedKernels kernels = new EmittedKernels();

    @Test
    void ofTheSmallNets(@TempDir Path folder) {
        Nvcc nvcc = nvcc();
        Model mnist = ExampleNets.model("mnist/mnist.net");
        Model lenet = ExampleNets.model("mnist/lenet.net");
        kernels.add(Compiler.inferenceProgram(mnist, 1).launchPlan(Target.SM_90, Precision.FLOAT32));
        kernels.add(Compiler.trainingProgram(mnist, 60).launchPlan(Target.SM_90, Precision.FLOAT32));
        ExampleNets.plans(Compiler.trainingProgram(lenet, 64)).forEach(kernels::add);
        var needs = new Sm90Compiler(nvcc, folder.resolve("kernels.txt")).needs(kernels.all());
        assertThat(needs).hasSizeGreaterThan(20);
        assertThat(slow(needs)).isEmpty();
    }

    /// All nets and their variants: inference as they stand and with batch norms folded, training. Some ten thousand kernels: an
    /// hour of one core the first time. The table of what they need is written beside what is known of each.
    @Tag("long")
    @Test
    void ofAllExamples() throws IOException {
        var compiler = new Sm90Compiler(nvcc(), RESULTS.resolve("kernels.txt"));
        ExampleNets.withVariants().forEach(this::add);
        SequencedMap<Emitted, KernelNeeds> needs = compiler.needs(kernels.all());
        Files.writeString(RESULTS.resolve("kernels.md"), KernelTable.of(needs));
        assertThat(slow(needs)).isEmpty();
    }

    private void add(Model model) {
        int batch = model.training().orElseThrow().settings().data().batch();
        List<ProgramGraph> programs = List.of(
                Compiler.inferenceProgram(model, 1),
                Compiler.inferenceProgram(model, batch),
                Compiler.inferenceProgram(ExampleNets.folded(model), 1),
                Compiler.trainingProgram(model, batch));
        programs.forEach(program -> ExampleNets.plans(program).forEach(kernels::add));
    }

    /// Kernels that keep something in memory for want of registers.
    private static List<String> slow(Map<Emitted, KernelNeeds> needs) {
        return needs.entrySet().stream()
                .filter(e -> !e.getValue().inRegisters())
                .map(e -> e.getKey().entry() + ": " + e.getValue())
                .toList();
    }

    private static Nvcc nvcc() {
        Optional<Nvcc> found = Nvcc.find(System.getenv().getOrDefault("PATH", ""));
        assumeTrue(found.isPresent(), "no nvcc in the search path");
        return found.orElseThrow();
    }
}
