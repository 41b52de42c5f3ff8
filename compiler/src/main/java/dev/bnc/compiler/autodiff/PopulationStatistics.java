package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Statistics;
import dev.bnc.runtime.train.StepScalars;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Lets the population statistics follow those of the batches.
///
/// A batch norm that a net applies twice to different values updates its statistics twice a step, in order.
final class PopulationStatistics {
    private final Arithmetic arithmetic;
    private final StepInputs inputs;
    private final Map<Value, Value> latest = new LinkedHashMap<>();

    private PopulationStatistics(Arithmetic arithmetic, StepInputs inputs) {
        this.arithmetic = arithmetic;
        this.inputs = inputs;
    }

    static void track(List<BatchStatistics> found, GraphBuilder builder, Arithmetic arithmetic, StepInputs inputs) {
        var population = new PopulationStatistics(arithmetic, inputs);
        for (BatchStatistics s : found) {
            population.follow(s.kept(), s.populationMean(), s.mean());
            population.follow(s.kept(), s.populationVariance(), s.varianceEstimate(arithmetic));
        }
        population.latest.forEach(builder::update);
    }

    private void follow(Statistics kept, Value stored, Value batch) {
        Value old = latest.getOrDefault(stored, stored);
        latest.put(
                stored,
                switch (kept) {
                    case Statistics.Ema s -> arithmetic.blend(s.keep(), old, batch);
                    case Statistics.Recompute s -> arithmetic.blend(s.keep(), old, batch);
                    case Statistics.Cumulative _ -> average(old, batch);
                    case Statistics.Frozen _ -> old;
                });
    }

    private Value average(Value old, Value batch) {
        Value weight = inputs.scalar(StepScalars.CUMULATIVE_WEIGHT);
        return arithmetic.add(old, arithmetic.multiply(weight, arithmetic.subtract(batch, old)));
    }
}
