package dev.bnc.runtime.embed;

/// What an exported net is made of. The exporter emits the only implementation.
public interface NetParts {
    /// All that is not code or weights.
    NetDescription description();

    /// One of its programs, a [dev.bnc.runtime.program.Program]. The type is not said, so that a JVM that checks the
    /// implementation does not load every program.
    ///
    /// @param lanes floats of a vector, 1 for scalar code
    /// @param batch index in [NetDescription#programs()]
    Object program(int lanes, int batch);
}
