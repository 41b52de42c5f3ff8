package dev.bnc.cli;

import dev.bnc.compiler.emit.jvm.VectorWidth;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.WorkerPool;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How many threads a net is run on.
final class Threads {
    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads to use; as many as there are cores unless given.")
    private @Nullable Integer threads;

    /// How many threads take part.
    int count() {
        if (threads == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        if (threads < 1 || threads > 1024) {
            throw UserError.of(ExitCodes.USAGE, "--threads must be between 1 and 1024, not " + threads);
        }
        return threads;
    }

    WorkerPool pool() {
        return new ThreadPool(count());
    }

    /// In words: `cpu, 2 threads, 512-bit vectors`.
    String description() {
        VectorWidth width = VectorWidth.preferred();
        String vectors = width == VectorWidth.SCALAR ? "no vectors" : 32 * width.floats() + "-bit vectors";
        return "cpu, " + count() + (count() == 1 ? " thread, " : " threads, ") + vectors;
    }
}
