package dev.bnc.bench.engine;

import dev.bnc.bench.Workload;

/// An engine that runs nets.
public interface Engine {
    /// Short, as in tables: `bnc`, `ort`, `torch`.
    String name();

    /// With its version.
    String description();

    /// Makes a net ready to run.
    Contender prepare(Workload workload, int threads);
}
