package dev.bnc.bench.engine;

/// Something to measure: a net in one engine, on one number of threads, its input in place.
public interface Contender extends AutoCloseable {
    /// What is worth knowing of how it runs, such as `channels last`; empty if nothing is.
    String remark();

    /// Before a series of runs by the calling thread: settings that hold for a whole process or thread.
    default void enter() {}

    /// After a series of runs.
    default void leave() {}

    /// What is timed: computes the answer from an input that is where the engine wants it.
    void run();

    /// The answer of the last run, row-major.
    float[] answer();

    @Override
    void close();
}
