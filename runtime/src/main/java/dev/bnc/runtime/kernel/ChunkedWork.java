package dev.bnc.runtime.kernel;

/// Work on a program's two arrays that is cut into chunks, which may run at once and in any order. Immutable:
/// offsets are inside, arrays come with each call.
public interface ChunkedWork {
    /// Number of chunks; depends on shapes only.
    int chunks();

    /// Does one chunk.
    void run(float[] state, float[] arena, int chunk);
}
