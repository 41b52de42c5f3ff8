package dev.bnc.compiler.graph.op;

/// A nonlinearity: `x -> like x`, element by element.
public sealed interface Activation extends Pointwise permits Relu, LeakyRelu, Elu, Gelu, Silu, Sigmoid, Tanh {
    /// Whether the gradient is a function of the result (so that the input need not be kept) instead of the input.
    default boolean gradientReadsOutput() {
        return switch (this) {
            case Relu _, LeakyRelu _, Elu _, Sigmoid _, Tanh _ -> true;
            case Gelu _, Silu _ -> false;
        };
    }
}
