package dev.bnc.runtime.train;

import dev.bnc.runtime.program.WorkerPool;

/// A pool of the caller alone.
record OneThread() implements WorkerPool {
    @Override
    public int threads() {
        return 1;
    }

    @Override
    public void run(ChunkTask task, int chunks) {
        for (int chunk = 0; chunk < chunks; chunk++) {
            task.run(chunk);
        }
    }

    @Override
    public void close() {}
}
