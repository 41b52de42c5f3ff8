package dev.bnc.compiler.autodiff;

/// How gradients are kept small, before weight decay is added to them.
public sealed interface Clipping {
    /// Gradients as they are.
    record None() implements Clipping {}

    /// All gradients times `min(1, largest / (norm + 1e-6))`, `norm` the Euclidean norm of all of them together
    /// (PyTorch's `clip_grad_norm_`).
    record ByGlobalNorm(double largest) implements Clipping {
        public ByGlobalNorm {
            requirePositive(largest);
        }
    }

    /// Each element of each gradient between `-largest` and `largest` (PyTorch's `clip_grad_value_`).
    record ByValue(double largest) implements Clipping {
        public ByValue {
            requirePositive(largest);
        }
    }

    private static void requirePositive(double largest) {
        if (!(largest > 0)) {
            throw new IllegalArgumentException("gradients cannot be clipped to " + largest);
        }
    }
}
