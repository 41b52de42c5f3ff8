package dev.bnc.runtime.kernel;

import dev.bnc.runtime.program.WorkerPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// Persistent daemon threads that wait for chunks: spinning while the next step may follow, through those that the
/// caller does alone, and parked once no run has come for longer.
///
/// Each thread has a share of neighbouring chunks, the same in each step with as many, so that it mostly reads what it
/// wrote itself a step before: caches of cores are apart. Who is done with its share helps the others.
///
/// The caller works too. A run inside a chunk, or while another thread's run is under way, does its chunks in the
/// calling thread.
public final class ThreadPool implements WorkerPool {
    /// Nanoseconds of spinning where each thread has a processor: longer than most steps of a net that one thread does
    /// alone. Waking a parked thread takes some 50 microseconds.
    private static final long PATIENCE = 1_000_000;

    /// The same where threads share processors, so that one that spins may hold up another.
    private static final long CROWDED_PATIENCE = 10_000;

    /// Looks between two at the clock.
    private static final int LOOKS = 32;

    /// What is left of each thread's share.
    private final Share[] shares;

    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final List<Worker> workers = new ArrayList<>();
    private final long patience;

    // Written by the caller before the tickets are given out, read by threads that hold one.
    private ChunkTask task = chunk -> {};

    private volatile boolean closed;
    private volatile boolean callerParked;
    private volatile Thread caller = Thread.currentThread();

    /// A pool in which `threads` threads take part, the caller among them.
    public ThreadPool(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("a pool of " + threads + " threads does nothing");
        }
        patience = threads > Runtime.getRuntime().availableProcessors() ? CROWDED_PATIENCE : PATIENCE;
        shares = new Share[threads];
        Arrays.setAll(shares, _ -> new Share());
        for (int i = 1; i < threads; i++) {
            workers.add(new Worker("bnc-worker-" + i, i));
        }
        workers.forEach(Thread::start);
    }

    /// A pool with a thread for each processor.
    public static ThreadPool ofProcessors() {
        return new ThreadPool(Runtime.getRuntime().availableProcessors());
    }

    @Override
    public int threads() {
        return workers.size() + 1;
    }

    @Override
    public void run(ChunkTask task, int chunks) {
        if (closed) {
            throw new IllegalStateException("the worker pool is closed");
        }
        if (chunks <= 1 || workers.isEmpty() || !busy.compareAndSet(false, true)) {
            for (int chunk = 0; chunk < chunks; chunk++) {
                task.run(chunk);
            }
            return;
        }
        try {
            share(task, chunks);
        } finally {
            busy.set(false);
        }
    }

    private void share(ChunkTask work, int count) {
        task = work;
        caller = Thread.currentThread();
        unfinished.set(count);
        for (int i = 0; i < shares.length; i++) {
            shares[i].give(from(i, count), from(i + 1, count));
        }
        wake(count - 1);
        while (runOne(0)) {
            Thread.onSpinWait();
        }
        await();
        Throwable thrown = failure.getAndSet(null);
        if (thrown != null) {
            rethrow(thrown);
        }
    }

    private void wake(int wanted) {
        int left = wanted;
        for (int i = 0; i < workers.size() && left > 0; i++) {
            Worker worker = workers.get(i);
            if (worker.parked) {
                LockSupport.unpark(worker);
            }
            left--;
        }
    }

    /// First chunk of a thread's share.
    private int from(int thread, int count) {
        return (int) ((long) count * thread / shares.length);
    }

    /// Takes and runs a chunk, if one is left: of the thread's own share, then of the others'.
    private boolean runOne(int thread) {
        for (int i = 0; i < shares.length; i++) {
            int chunk = shares[(thread + i) % shares.length].take(i == 0);
            if (chunk >= 0) {
                runChunk(chunk);
                return true;
            }
        }
        return false;
    }

    private void runChunk(int chunk) {
        try {
            task.run(chunk);
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        } finally {
            if (unfinished.decrementAndGet() == 0 && callerParked) {
                LockSupport.unpark(caller);
            }
        }
    }

    private void await() {
        long start = System.nanoTime();
        while (!looksFinished() && System.nanoTime() - start < patience) {
            Thread.onSpinWait();
        }
        while (unfinished.get() > 0) {
            callerParked = true;
            if (unfinished.get() > 0) {
                LockSupport.park(this);
            }
            callerParked = false;
        }
    }

    private boolean looksFinished() {
        for (int i = 0; i < LOOKS; i++) {
            if (unfinished.get() == 0) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private static void rethrow(Throwable thrown) {
        switch (thrown) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(thrown);
        }
    }

    @Override
    public void close() {
        closed = true;
        workers.forEach(LockSupport::unpark);
    }

    private final class Worker extends Thread {
        private volatile boolean parked;

        private final int thread;

        Worker(String name, int thread) {
            super(null, null, name, 0, false);
            this.thread = thread;
            setDaemon(true);
        }

        @Override
        public void run() {
            while (!closed) {
                if (!runOne(thread)) {
                    rest();
                }
            }
        }

        private void rest() {
            long start = System.nanoTime();
            while (!closed && System.nanoTime() - start < patience) {
                if (seesWork()) {
                    return;
                }
            }
            parked = true;
            if (!waiting() && !closed) {
                LockSupport.park(ThreadPool.this);
            }
            parked = false;
        }

        private boolean seesWork() {
            for (int i = 0; i < LOOKS; i++) {
                if (waiting()) {
                    return true;
                }
                Thread.onSpinWait();
            }
            return false;
        }

        private boolean waiting() {
            for (Share share : shares) {
                if (share.left()) {
                    return true;
                }
            }
            return false;
        }
    }

    /// Chunks that one thread is to do: neighbours, so that what a step writes is mostly read by the same thread in the
    /// next one. The owner takes them from the front, others from the back.
    private static final class Share {
        private static final long NEXT = 1L << 32;

        /// In the high half the first chunk nobody has taken yet, in the low half the one behind the last. Whoever changes
        /// it has a chunk of the run that is under way, since no run ends before its chunks.
        private final AtomicLong range = new AtomicLong();

        void give(int from, int to) {
            range.set(from * NEXT + to);
        }

        boolean left() {
            long now = range.get();
            return from(now) < to(now);
        }

        /// The chunk that was taken, or -1 if none was left.
        int take(boolean first) {
            long now = range.get();
            while (from(now) < to(now)) {
                if (range.compareAndSet(now, first ? now + NEXT : now - 1)) {
                    return first ? from(now) : to(now) - 1;
                }
                now = range.get();
            }
            return -1;
        }

        private static int from(long range) {
            return (int) (range >>> 32);
        }

        private static int to(long range) {
            return (int) range;
        }
    }
}
