package dev.bnc.compiler.graph.op;

import dev.bnc.compiler.graph.Shape;

/// `step[] -> f32 shape`. 0 with probability `rate`, else `1 / (1 - rate)`; a function of seed, stream, step and the
/// element's place in channels-last order, nothing else (see [dev.bnc.runtime.kernel.Dropout]).
public record DropoutMask(double rate, long seed, int stream, Shape shape) implements Op {
    public DropoutMask {
        Require.rate(rate);
    }
}
