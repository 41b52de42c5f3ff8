package dev.bnc.compiler.graph.op;

/// `() -> declared type`. What the caller provides under `name`: a batch, its labels, or a scalar such as the
/// learning rate.
public record Input(String name) implements Op {}
