package dev.bnc.compiler.model;

import dev.bnc.compiler.graph.Value;
import dev.bnc.runtime.train.Span;
import java.util.List;

/// A value to be watched while training.
///
/// @param name the path as written: `h3.norm.in`
/// @param quantiles percentiles to record, between 0 and 100
public record Probe(String name, Value value, List<Double> quantiles, Span every) {
    public Probe {
        quantiles = List.copyOf(quantiles);
    }
}
