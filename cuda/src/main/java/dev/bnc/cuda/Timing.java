package dev.bnc.cuda;

import dev.bnc.compiler.emit.cuda.library.LibraryAdvice;
import dev.bnc.compiler.emit.cuda.library.LibraryTask;
import dev.bnc.cuda.driver.Context;
import dev.bnc.cuda.driver.DeviceMemory;
import dev.bnc.cuda.driver.Event;
import dev.bnc.cuda.driver.LibraryRefusal;
import dev.bnc.cuda.driver.Stream;
import dev.bnc.cuda.driver.TaskLibrary;
import dev.bnc.cuda.driver.TaskLibrary.Operands;
import java.util.List;
import java.util.Optional;

/// Finds the fastest of a library's ways to do a task, on memory of its own.
record Timing(Context context, Stream stream) {
    /// Only the first few proposals are tried: they come sorted.
    private static final int TRIED = 4;
    private static final int RUNS = 10;
    private static final int ALIGNMENT = 256;

    /// The fastest; empty if there is none.
    Optional<LibraryAdvice> fastest(TaskLibrary library, LibraryTask task, List<LibraryAdvice> candidates) {
        if (candidates.size() < 2) {
            return candidates.stream().findFirst();
        }
        List<LibraryAdvice> tried = candidates.subList(0, Math.min(TRIED, candidates.size()));
        long[] sizes = sizes(task);
        long most = tried.stream().mapToLong(LibraryAdvice::workspace).max().orElse(0);
        try (DeviceMemory memory =
                context.allocate(sum(sizes) + most, "timing " + task.library().title())) {
            // Zeros: what lies there must be numbers.
            stream.fillWords(memory.address(), 0, memory.bytes() / Integer.BYTES);
            Optional<LibraryAdvice> best = Optional.empty();
            double shortest = Double.POSITIVE_INFINITY;
            for (LibraryAdvice advice : tried) {
                double seconds = seconds(library, task, advice, operands(memory.address(), sizes));
                if (seconds < shortest) {
                    shortest = seconds;
                    best = Optional.of(advice);
                }
            }
            return best;
        }
    }

    /// Infinite if the library proposed what it then refuses.
    private double seconds(TaskLibrary library, LibraryTask task, LibraryAdvice advice, Operands operands) {
        try (TaskLibrary.PreparedTask prepared = library.prepare(task, advice);
                var begin = new Event();
                var end = new Event()) {
            prepared.run(operands, stream);
            begin.record(stream);
            for (int i = 0; i < RUNS; i++) {
                prepared.run(operands, stream);
            }
            end.record(stream);
            end.await();
            return end.secondsSince(begin) / RUNS;
        } catch (LibraryRefusal _) {
            return Double.POSITIVE_INFINITY;
        }
    }

    /// Bytes of the three operands and of the bias.
    private static long[] sizes(LibraryTask task) {
        long[] spans = switch (task) {
            case LibraryTask.Gemm g ->
                new long[] {g.a().span(), g.b().span(), g.c().span(), (long) g.c().columns() * Float.BYTES};
            case LibraryTask.Conv c -> new long[] {c.x().span(), c.w().span(), c.y().span(), 0};
        };
        for (int i = 0; i < spans.length; i++) {
            spans[i] = Math.ceilDiv(spans[i], (long) ALIGNMENT) * ALIGNMENT;
        }
        return spans;
    }

    private static long sum(long[] sizes) {
        long sum = 0;
        for (long size : sizes) {
            sum += size;
        }
        return sum;
    }

    private static Operands operands(long first, long[] sizes) {
        long second = first + sizes[0];
        long third = second + sizes[1];
        long bias = third + sizes[2];
        return new Operands(first, second, third, sizes[3] == 0 ? 0 : bias, bias + sizes[3]);
    }
}
