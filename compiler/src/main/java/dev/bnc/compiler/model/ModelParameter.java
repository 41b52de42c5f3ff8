package dev.bnc.compiler.model;

import dev.bnc.compiler.graph.Value;
import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.program.Role;

/// A parameter or population statistic of a model, and how it starts.
public record ModelParameter(Value value, Role role, Initializer initializer) {
    public String name() {
        return value.name();
    }

    /// Number of elements.
    public long size() {
        return value.shape().elements();
    }
}
