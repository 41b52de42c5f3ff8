package dev.bnc.compiler.fusion;

import dev.bnc.compiler.reference.Tensor;

/// How far apart two outputs are.
public final class Difference {
    private Difference() {}

    /// Largest difference of two elements, divided by the largest absolute value of what is expected; 0 if both are the same
    /// everywhere, infinite or NaN if one of them has such an element.
    public static double relative(Tensor expected, Tensor actual) {
        double largest = 0;
        double apart = 0;
        for (int i = 0; i < expected.length(); i++) {
            largest = Math.max(largest, Math.abs(expected.at(i)));
            apart = Math.max(apart, Math.abs(expected.at(i) - actual.at(i)));
        }
        return apart == 0 ? 0 : apart / largest;
    }
}
