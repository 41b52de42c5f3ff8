package dev.bnc.compiler.graph.op;

/// `x` where positive, `slope * x` elsewhere; `slope > 0`, so the sign of the result is that of the input.
public record LeakyRelu(double slope) implements Activation {
    public LeakyRelu {
        Require.positive("slope", slope);
    }
}
