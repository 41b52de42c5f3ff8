package dev.bnc.cli;

import dev.bnc.compiler.Backend;
import dev.bnc.compiler.emit.jvm.VectorWidth;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.WorkerPool;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// On what a net is run.
final class Execution {
    /// The devices there are.
    enum Device {
        /// JVM bytecode with vectors.
        CPU,
        /// The reference interpreter.
        REFERENCE,
        /// A CUDA GPU.
        CUDA
    }

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "cpu; or reference: the float64 interpreter that all else is tested against, very slow.")
    private Device device = Device.CPU;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads to use; as many as there are cores unless given.")
    private @Nullable Integer threads;

    /// How many threads take part.
    int threads() {
        if (threads == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        if (threads < 1 || threads > 1024) {
            throw UserError.of(ExitCodes.USAGE, "--threads must be between 1 and 1024, not " + threads);
        }
        return threads;
    }

    WorkerPool pool() {
        return new ThreadPool(threads());
    }

    Backend backend() {
        return switch (device) {
            case CPU -> Backend.jvm();
            case REFERENCE -> Backend.reference();
            case CUDA ->
                throw UserError.of(
                        ExitCodes.NO_DEVICE,
                        "--device cuda: this version of bnc has no CUDA backend\n  = help: leave --device out to use the cpu");
        };
    }

    /// In words: `cpu, 2 threads, 512-bit vectors`.
    String description() {
        if (device == Device.REFERENCE) {
            return "reference interpreter, 1 thread";
        }
        VectorWidth width = VectorWidth.preferred();
        String vectors = width == VectorWidth.SCALAR ? "no vectors" : 32 * width.floats() + "-bit vectors";
        return "cpu, " + threads() + (threads() == 1 ? " thread, " : " threads, ") + vectors;
    }
}
