package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BatchMean;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.BatchNormTraining;
import dev.bnc.compiler.graph.op.BatchVariance;
import dev.bnc.compiler.graph.op.Dropout;
import dev.bnc.compiler.graph.op.DropoutMask;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Statistics;
import dev.bnc.runtime.train.StepScalars;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// Copies a forward graph in the form it has while training.
///
/// `batch_norm(x, @mean, @var, gamma, beta)` becomes `m = batch_mean(x)`, `v = batch_variance(x, m)`,
/// `batch_norm_training(x, m, v, gamma, beta)`, unless its statistics are frozen; `dropout(x)` what the caller makes of
/// it.
final class TrainingForward {
    private final GraphBuilder builder;
    private final StepInputs inputs;
    private final BiFunction<Dropout, Value, Value> dropout;
    private final Map<Value, Value> copies = new HashMap<>();
    private final List<BatchStatistics> statistics = new ArrayList<>();

    private TrainingForward(GraphBuilder builder, StepInputs inputs, BiFunction<Dropout, Value, Value> dropout) {
        this.builder = builder;
        this.inputs = inputs;
        this.dropout = dropout;
    }

    /// Copies `graph` into `builder`, its outputs too; dropout multiplies by a mask drawn from `seed` and the step.
    static List<BatchStatistics> withDropout(Graph graph, GraphBuilder builder, StepInputs inputs, long seed) {
        var arithmetic = new Arithmetic(builder);
        return new TrainingForward(builder, inputs, (op, x) -> {
                    var mask = new DropoutMask(op.rate(), seed, op.stream(), x.shape());
                    return arithmetic.multiply(x, builder.add(mask, inputs.scalar(StepScalars.STEP)));
                })
                .copy(graph);
    }

    /// Copies `graph` into `builder`; dropout does nothing.
    static List<BatchStatistics> withoutDropout(Graph graph, GraphBuilder builder, StepInputs inputs) {
        return new TrainingForward(builder, inputs, (_, x) -> x).copy(graph);
    }

    private List<BatchStatistics> copy(Graph graph) {
        graph.parameters().forEach(p -> copies.put(p, builder.parameter(p.name(), p.type())));
        for (Node node : graph.nodes()) {
            builder.at(node.origin());
            copies.put(node.result(), copy(node));
        }
        builder.at(Origin.NONE);
        graph.outputs().forEach(o -> builder.output(o.name(), copyOf(o.value())));
        return statistics;
    }

    private Value copy(Node node) {
        List<Value> operands = node.inputs().stream().map(this::copyOf).toList();
        return switch (node.op()) {
            case Input o -> inputs.get(o.name(), node.result().type());
            case Dropout o -> o.rate() == 0 ? operands.getFirst() : dropout.apply(o, operands.getFirst());
            case BatchNorm o when !(o.statistics() instanceof Statistics.Frozen) -> batchNorm(o, node, operands);
            case Op o -> builder.add(o, operands);
        };
    }

    private Value batchNorm(BatchNorm o, Node node, List<Value> operands) {
        Value x = operands.getFirst();
        long rows = x.shape().elements() / x.shape().size(1);
        if (rows < 2) {
            throw new IllegalArgumentException("batch norm " + node.origin() + " gets one value per channel: "
                    + x.type() + ". Its variance would be 0; train with batches of at least 2");
        }
        Value mean = builder.add(new BatchMean(), x);
        Value variance = builder.add(new BatchVariance(), x, mean);
        statistics.add(new BatchStatistics(o.statistics(), operands.get(1), operands.get(2), mean, variance, rows));
        var inTraining = new ArrayList<>(operands);
        inTraining.set(1, mean);
        inTraining.set(2, variance);
        return builder.add(new BatchNormTraining(o.eps(), o.scale(), o.shift()), inTraining);
    }

    private Value copyOf(Value value) {
        Value copy = copies.get(value);
        if (copy == null) {
            throw new IllegalStateException(value + " is read before it is made");
        }
        return copy;
    }
}
