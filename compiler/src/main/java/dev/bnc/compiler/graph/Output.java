package dev.bnc.compiler.graph;

/// A value that whoever runs the graph can read, under a name.
public record Output(String name, Value value) {}
