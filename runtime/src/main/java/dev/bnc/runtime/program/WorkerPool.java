package dev.bnc.runtime.program;

/// Runs the chunks of one step on a fixed set of threads, the caller among them.
///
/// Which chunks there are depends on the step alone, never on the number of threads; so results do not either.
public interface WorkerPool extends AutoCloseable {
    /// Number of threads that take part, the caller included.
    int threads();

    /// Calls `task.run(chunk)` once for each chunk in `[0, chunks)` and returns when all have returned. All writes made
    /// by the chunks are visible to the caller then. An exception of a chunk is rethrown here.
    void run(ChunkTask task, int chunks);

    @Override
    void close();

    /// One step's work, cut into chunks.
    @FunctionalInterface
    interface ChunkTask {
        /// Does the chunk with this index. Called by several threads at once with different indices.
        void run(int chunk);
    }
}
