package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.graph.op.BatchMean;
import dev.bnc.compiler.graph.op.BatchVariance;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which steps find mean and variance of the same tensor: a device does both in one reading, where the mean is found.
///
/// The tensor is still the same where its variance is found, since that step reads it.
final class StatisticsPairs {
    private final Map<Integer, Pair> byMean;
    private final Set<Integer> variances;

    /// @param x what is reduced
    record Pair(Operand x, Operand mean, Operand variance) {}

    private record MeanOf(Operand x, Operand mean) {}

    private StatisticsPairs(Map<Integer, Pair> byMean, Set<Integer> variances) {
        this.byMean = byMean;
        this.variances = variances;
    }

    static StatisticsPairs of(List<Step> steps) {
        Map<MeanOf, Integer> means = new HashMap<>();
        Map<Integer, Pair> pairs = new HashMap<>();
        Map<Integer, Integer> variances = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Call(BatchMean _, List<Operand> in, Operand mean, var _)) {
                means.put(new MeanOf(in.getFirst(), mean), i);
            }
            if (steps.get(i) instanceof Call(BatchVariance _, List<Operand> in, Operand variance, var _)) {
                Integer at = means.remove(new MeanOf(in.get(0), in.get(1)));
                if (at != null) {
                    pairs.put(at, new Pair(in.get(0), in.get(1), variance));
                    variances.put(i, at);
                }
            }
        }
        return new StatisticsPairs(pairs, Set.copyOf(variances.keySet()));
    }

    /// Whether the step there finds a mean together with a variance.
    boolean isMean(int step) {
        return byMean.containsKey(step);
    }

    /// Whether the step there finds a variance that was found before, with the mean.
    boolean isVariance(int step) {
        return variances.contains(step);
    }

    /// What the step there, and a later one, find.
    Pair at(int step) {
        Pair pair = byMean.get(step);
        if (pair == null) {
            throw new IllegalStateException("step " + step + " finds no mean");
        }
        return pair;
    }
}
