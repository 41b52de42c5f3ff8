package dev.bnc.cli;

import dev.bnc.compiler.ProgramGraph;
import dev.bnc.compiler.emit.cuda.kernel.Precision;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.compiler.emit.cuda.library.LibraryMode;
import java.util.Optional;
import picocli.CommandLine.Option;

/// For which machine a plan is made.
final class LaunchTarget {
    /// The machines there are.
    enum Machine {
        /// Bytecode for the CPU.
        JVM,
        /// A CUDA GPU.
        CUDA
    }

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description = "jvm; or cuda: what a GPU is to do, kernels included. jvm unless given.")
    private Machine machine = Machine.JVM;

    @Option(
            names = "--precision",
            paramLabel = "WHAT",
            description = "cuda: how products are computed, float32, tf32 or bf16; float32 unless given.")
    private Optional<Precision> precision = Optional.empty();

    @Option(
            names = "--libraries",
            paramLabel = "WHICH",
            description =
                    "cuda: none; or auto: products are left to cuBLASLt and convolutions to cuDNN, which the plan then"
                            + " needs. none unless given.")
    private Optional<LibraryMode> libraries = Optional.empty();

    boolean cuda() {
        return machine == Machine.CUDA;
    }

    /// Refuses options that only make sense with `--target cuda`.
    void check() {
        if (precision.isPresent() && !cuda()) {
            throw UserError.of(ExitCodes.USAGE, "--precision is an option of --target cuda");
        }
        if (libraries.isPresent() && !cuda()) {
            throw UserError.of(ExitCodes.USAGE, "--libraries is an option of --target cuda");
        }
    }

    /// The program's plan for a GPU.
    LaunchPlan plan(ProgramGraph program) {
        return program.launchPlan(
                Target.SM_90,
                precision.orElse(Precision.FLOAT32),
                PlanLibraries.advisor(libraries.orElse(LibraryMode.NONE)));
    }
}
