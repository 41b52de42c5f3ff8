package dev.bnc.cli;

import dev.bnc.compiler.Backend;
import dev.bnc.runtime.program.WorkerPool;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private Threads threads = new Threads();

    /// How many threads take part.
    int threads() {
        return threads.count();
    }

    WorkerPool pool() {
        return threads.pool();
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
        return threads.description();
    }
}
