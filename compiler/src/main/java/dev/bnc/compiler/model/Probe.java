package dev.bnc.compiler.model;

import dev.bnc.compiler.graph.Value;
import dev.bnc.runtime.train.Span;
import java.util.List;

/// A value to be watched while training.
///
/// @param name the path as written: `h3.norm.in`
/// @param output what the training step calls the output that holds it
/// @param quantiles percentiles to record, between 0 and 100
public record Probe(String name, String output, Value value, List<Double> quantiles, Span every) {
    public Probe {
        quantiles = List.copyOf(quantiles);
    }

    /// What the trainer must know of it.
    public dev.bnc.runtime.train.Probe setting() {
        return new dev.bnc.runtime.train.Probe(name, output, quantiles, every);
    }
}
