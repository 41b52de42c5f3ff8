package dev.bnc.compiler.plan;

import java.util.List;

/// An input or output of a plan: a whole buffer of the arena, row-major in the graph's `shape`, which callers see
/// under `name`.
///
/// @param buffer index in the plan's list of buffers
public record Port(String name, List<Integer> shape, int buffer) {
    public Port {
        shape = List.copyOf(shape);
    }
}
