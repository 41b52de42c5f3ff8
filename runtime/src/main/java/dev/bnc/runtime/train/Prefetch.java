package dev.bnc.runtime.train;

import dev.bnc.runtime.program.ProgramInfo;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Reads the batch of the next step on a thread of its own while the step before it runs.
///
/// Which examples a batch holds depends on its step alone, so reading ahead changes nothing but the time. Only that
/// thread reads batches, one at a time.
final class Prefetch implements AutoCloseable {
    private final BatchFeed feed;
    private final String input;
    private final String target;
    private final float[] inputs;
    private final float[] targets;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("bnc-prefetch").factory());
    private long pendingStep;
    private long waitedNanos;
    private CompletableFuture<Void> pending;

    /// Starts to read the batch of `firstStep`.
    Prefetch(BatchFeed feed, String input, String target, long firstStep) {
        this.feed = feed;
        this.input = input;
        this.target = target;
        int most = Math.max(feed.batchSize(0), feed.sampler().lastBatchSize());
        this.inputs = new float[Math.multiplyExact(most, feed.data().inputSize())];
        this.targets = new float[Math.multiplyExact(most, feed.data().targetSize())];
        this.pending = read(firstStep);
        this.pendingStep = firstStep;
    }

    /// Puts the batch of `step` into a program's inputs and starts to read the one after it. Steps must be asked for in
    /// turn.
    void fill(long step, ProgramInfo info, float[] arena) {
        if (step != pendingStep) {
            throw new IllegalStateException("step " + step + " was asked for, but " + pendingStep + " is next");
        }
        await();
        System.arraycopy(
                inputs, 0, arena, info.input(input).offset(), info.input(input).size());
        System.arraycopy(
                targets,
                0,
                arena,
                info.input(target).offset(),
                info.input(target).size());
        pendingStep = step + 1;
        pending = read(pendingStep);
    }

    /// Time spent so far waiting for batches that were not read yet.
    long waitedNanos() {
        return waitedNanos;
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }

    private CompletableFuture<Void> read(long step) {
        return CompletableFuture.runAsync(() -> feed.read(step, inputs, targets), reader);
    }

    private void await() {
        if (pending.isDone() && !pending.isCompletedExceptionally()) {
            return;
        }
        long start = System.nanoTime();
        try {
            pending.join();
            waitedNanos += System.nanoTime() - start;
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failure;
        }
    }
}
