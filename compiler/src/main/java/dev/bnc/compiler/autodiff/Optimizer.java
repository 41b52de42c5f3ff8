package dev.bnc.compiler.autodiff;

/// How a parameter moves along its gradient. Formulae, defaults and order of operations are PyTorch's (`torch.optim`).
///
/// `g` is the gradient after clipping and, except in [AdamW], after `rate * w` of weight decay was added; `lr` the
/// learning rate of the step; `t` counts updates from 1. All state starts at 0.
public sealed interface Optimizer {
    /// `v = momentum * v + (1 - dampening) * g`, in the first step `v = g`; `w -= lr * v`, with `nesterov`
    /// `w -= lr * (g + momentum * v)`. Without momentum `w -= lr * g`.
    record Sgd(double momentum, double dampening, boolean nesterov) implements Optimizer {
        public Sgd {
            require(momentum >= 0, "momentum", momentum);
            require(Double.isFinite(dampening), "dampening", dampening);
            if (nesterov && (momentum == 0 || dampening != 0)) {
                throw new IllegalArgumentException("nesterov needs momentum, and no dampening");
            }
        }

        /// No momentum.
        public static Sgd plain() {
            return new Sgd(0, 0, false);
        }

        /// Classical momentum, no dampening.
        public static Sgd withMomentum(double momentum) {
            return new Sgd(momentum, 0, false);
        }

        /// Nesterov's momentum as PyTorch has it.
        public static Sgd nesterov(double momentum) {
            return new Sgd(momentum, 0, true);
        }
    }

    /// `s = alpha * s + (1 - alpha) * g^2`, `d = g / (sqrt(s) + eps)`; centered with `s - a^2` for `s`, where
    /// `a = alpha * a + (1 - alpha) * g`. Then `v = momentum * v + d; w -= lr * v`, or without momentum
    /// `w -= lr * d`.
    record RmsProp(double alpha, double eps, double momentum, boolean centered) implements Optimizer {
        public RmsProp {
            require(alpha >= 0, "alpha", alpha);
            require(eps >= 0, "eps", eps);
            require(momentum >= 0, "momentum", momentum);
        }

        /// `alpha` 0.99, `eps` 1e-8, no momentum, not centered.
        public static RmsProp standard() {
            return new RmsProp(0.99, 1e-8, 0, false);
        }
    }

    /// `m = beta1 * m + (1 - beta1) * g`, `s = beta2 * s + (1 - beta2) * g^2`,
    /// `w -= lr / (1 - beta1^t) * m / (sqrt(s) / sqrt(1 - beta2^t) + eps)` (Kingma, Ba 2015).
    record Adam(double beta1, double beta2, double eps) implements Optimizer {
        public Adam {
            requireMoments(beta1, beta2, eps);
        }

        /// 0.9, 0.999, 1e-8.
        public static Adam standard() {
            return new Adam(0.9, 0.999, 1e-8);
        }
    }

    /// [Adam] on the bare gradient, after `w *= 1 - lr * rate` (Loshchilov, Hutter 2019).
    record AdamW(double beta1, double beta2, double eps) implements Optimizer {
        public AdamW {
            requireMoments(beta1, beta2, eps);
        }

        /// 0.9, 0.999, 1e-8. (PyTorch's default decay of 0.01 is not implied: say it in [WeightDecay].)
        public static AdamW standard() {
            return new AdamW(0.9, 0.999, 1e-8);
        }
    }

    private static void requireMoments(double beta1, double beta2, double eps) {
        require(beta1 >= 0 && beta1 < 1, "beta1", beta1);
        require(beta2 >= 0 && beta2 < 1, "beta2", beta2);
        require(eps >= 0, "eps", eps);
    }

    private static void require(boolean holds, String name, double value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " cannot be " + value);
        }
    }
}
