package dev.bnc.compiler.graph.op;

/// `x` where positive, `alpha * (exp(x) - 1)` elsewhere (Clevert et al. 2015); `alpha > 0`.
public record Elu(double alpha) implements Activation {
    public Elu {
        Require.positive("alpha", alpha);
    }
}
