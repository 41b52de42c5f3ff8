package dev.bnc.runtime.train;

import java.util.Arrays;

/// Probabilities of classes from logits, and what is told from them.
public final class Probabilities {
    private Probabilities() {}

    /// The softmax of the `count` logits from `from` on: above 0, their sum 1. Strict arithmetic, the same bits everywhere.
    public static double[] softmax(float[] logits, int from, int count) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, logits[i]);
        }
        var probabilities = new double[count];
        for (int i = 0; i < count; i++) {
            probabilities[i] = StrictMath.exp(logits[from + i] - largest);
        }
        double sum = Arrays.stream(probabilities).sum();
        for (int i = 0; i < count; i++) {
            probabilities[i] /= sum;
        }
        return probabilities;
    }

    /// How many classes come before `label` when the likeliest come first; of equal ones the first comes first.
    static int rank(double[] probabilities, int label) {
        int before = 0;
        for (int i = 0; i < probabilities.length; i++) {
            boolean likelier = probabilities[i] > probabilities[label];
            before += likelier || (i < label && probabilities[i] == probabilities[label]) ? 1 : 0;
        }
        return before;
    }
}
