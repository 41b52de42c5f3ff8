package dev.bnc.runtime.train;

import dev.bnc.runtime.program.ProgramInfo;
import dev.bnc.runtime.program.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Reads the batches of the next steps on a thread of its own while a step runs.
///
/// Which examples a batch holds depends on its step alone, so reading ahead changes nothing but the time. Only that
/// thread reads batches, one at a time. It is several batches ahead, so that a step need not wait where the thread gets no
/// turn on a busy machine.
final class Prefetch implements AutoCloseable {
    private static final int AHEAD = 4;

    private final int ahead;
    private final BatchFeed feed;
    private final String input;
    private final String target;
    private final List<Ahead> batches = new ArrayList<>();
    private final ExecutorService reader = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("bnc-prefetch").factory());
    private long pendingStep;
    private long waitedNanos;

    /// A place for a batch, and when it is read.
    private record Ahead(float[] inputs, float[] targets, CompletableFuture<Void> read) {
        Ahead reading(CompletableFuture<Void> next) {
            return new Ahead(inputs, targets, next);
        }
    }

    /// Starts to read the batch of `firstStep` and of the steps after it.
    Prefetch(BatchFeed feed, String input, String target, long firstStep) {
        this(feed, input, target, firstStep, AHEAD);
    }

    /// Is `ahead` batches ahead, at least one.
    Prefetch(BatchFeed feed, String input, String target, long firstStep, int ahead) {
        this.ahead = ahead;
        this.feed = feed;
        this.input = input;
        this.target = target;
        this.pendingStep = firstStep;
        int most = Math.max(feed.batchSize(0), feed.sampler().lastBatchSize());
        for (int i = 0; i < ahead; i++) {
            var inputs = new float[Math.multiplyExact(most, feed.data().inputSize())];
            var targets = new float[Math.multiplyExact(most, feed.data().targetSize())];
            batches.add(new Ahead(inputs, targets, read(firstStep + i, inputs, targets)));
        }
    }

    /// Puts the batch of `step` into a program's inputs and starts to read a later one. Steps must be asked for in turn.
    void fill(long step, ProgramInfo info, float[] arena) {
        if (step != pendingStep) {
            throw new IllegalStateException("step " + step + " was asked for, but " + pendingStep + " is next");
        }
        Ahead batch = batches.removeFirst();
        await(batch.read());
        copy(batch.inputs(), info.input(input), arena);
        copy(batch.targets(), info.input(target), arena);
        batches.add(batch.reading(read(step + ahead, batch.inputs(), batch.targets())));
        pendingStep = step + 1;
    }

    /// Time spent so far waiting for batches that were not read yet.
    long waitedNanos() {
        return waitedNanos;
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }

    private static void copy(float[] from, Slot slot, float[] arena) {
        System.arraycopy(from, 0, arena, slot.offset(), slot.size());
    }

    private CompletableFuture<Void> read(long step, float[] inputs, float[] targets) {
        return CompletableFuture.runAsync(() -> feed.read(step, inputs, targets), reader);
    }

    private void await(CompletableFuture<Void> read) {
        if (read.isDone() && !read.isCompletedExceptionally()) {
            return;
        }
        long start = System.nanoTime();
        try {
            read.join();
            waitedNanos += System.nanoTime() - start;
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failure;
        }
    }
}
