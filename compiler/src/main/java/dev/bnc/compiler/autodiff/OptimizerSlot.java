package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.graph.Value;
import dev.bnc.runtime.program.Initializer;

/// State an optimizer keeps for one parameter, named for both: `h1.dense.weight.momentum`.
public record OptimizerSlot(Value value, Initializer initializer) {}
