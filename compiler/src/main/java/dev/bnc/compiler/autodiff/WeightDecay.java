package dev.bnc.compiler.autodiff;

import dev.bnc.runtime.program.Role;
import java.util.Set;

/// Pulls parameters towards 0: `rate * w` is added to the gradient, or, for [Optimizer.AdamW], `lr * rate * w` is taken
/// from `w` directly.
///
/// @param rate 0 for none
/// @param decayed roles it applies to; the others are left alone
/// @param exempt names of parameters left alone although their role is decayed
public record WeightDecay(double rate, Set<Role> decayed, Set<String> exempt) {
    /// No decay.
    public static final WeightDecay NONE = of(0);

    public WeightDecay {
        decayed = Set.copyOf(decayed);
        exempt = Set.copyOf(exempt);
        if (!(rate >= 0)) {
            throw new IllegalArgumentException("weight decay cannot be " + rate);
        }
    }

    /// Decay of weights only: biases, gamma and beta are left alone.
    public static WeightDecay of(double rate) {
        return new WeightDecay(rate, Set.of(Role.WEIGHT), Set.of());
    }

    /// The rate for one parameter.
    double rateFor(String parameter, Role role) {
        return decayed.contains(role) && !exempt.contains(parameter) ? rate : 0;
    }
}
