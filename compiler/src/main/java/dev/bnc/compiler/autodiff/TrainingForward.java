package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.Dropout;
import dev.bnc.compiler.graph.op.DropoutMask;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Whiten;
import dev.bnc.runtime.train.StepScalars;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/// Copies a forward graph in the form it has while training.
///
/// `batch_norm(x, @mean, @var, gamma, beta)` becomes `m = batch_mean(x)`, `v = batch_variance(x, m)`,
/// `batch_norm_training(x, m, v, gamma, beta)`, or what else its estimate says ([NormalizerForms]), unless its
/// statistics are frozen; `dropout(x)` becomes what the caller makes of it.
final class TrainingForward {
    private final GraphBuilder builder;
    private final StepInputs inputs;
    private final BiFunction<Dropout, Value, Value> dropout;
    private final Set<Value> constants = new HashSet<>();
    private final NormalizerForms forms;
    private final Map<Value, Value> copies = new HashMap<>();

    private TrainingForward(GraphBuilder builder, StepInputs inputs, BiFunction<Dropout, Value, Value> dropout) {
        this.builder = builder;
        this.inputs = inputs;
        this.dropout = dropout;
        this.forms = new NormalizerForms(builder, constants);
    }

    /// What was copied.
    ///
    /// @param statistics what the batch norms find out about the batch
    /// @param constants values that differentiation is to take for constants
    record Copy(List<BatchStatistics> statistics, Set<Value> constants) {}

    /// Copies `graph` into `builder`, its outputs too; dropout multiplies by a mask drawn from `seed` and the step.
    static Copy withDropout(Graph graph, GraphBuilder builder, StepInputs inputs, long seed) {
        var arithmetic = new Arithmetic(builder);
        return new TrainingForward(builder, inputs, (op, x) -> {
                    var mask = new DropoutMask(op.rate(), seed, op.stream(), x.shape());
                    return arithmetic.multiply(x, builder.add(mask, inputs.scalar(StepScalars.STEP)));
                })
                .copy(graph);
    }

    /// Copies `graph` into `builder`; dropout does nothing.
    static Copy withoutDropout(Graph graph, GraphBuilder builder, StepInputs inputs) {
        return new TrainingForward(builder, inputs, (_, x) -> x).copy(graph);
    }

    private Copy copy(Graph graph) {
        graph.parameters().forEach(p -> copies.put(p, builder.parameter(p.name(), p.type())));
        for (Node node : graph.nodes()) {
            builder.at(node.origin());
            copies.put(node.result(), copy(node));
        }
        builder.at(Origin.NONE);
        graph.outputs().forEach(o -> builder.output(o.name(), copyOf(o.value())));
        return new Copy(forms.statistics(), constants);
    }

    private Value copy(Node node) {
        List<Value> operands = node.inputs().stream().map(this::copyOf).toList();
        return switch (node.op()) {
            case Input o -> inputs.get(o.name(), node.result().type());
            case Dropout o -> o.rate() == 0 ? operands.getFirst() : dropout.apply(o, operands.getFirst());
            case BatchNorm o
            when !o.frozen() -> {
                checkRows(node, operands.getFirst());
                yield forms.add(o, operands);
            }
            case Whiten o -> {
                checkRows(node, operands.getFirst());
                yield forms.add(o, operands);
            }
            case Op o -> builder.add(o, operands);
        };
    }

    private static void checkRows(Node node, Value x) {
        long rows = x.shape().elements() / x.shape().size(1);
        if (rows < 2) {
            throw new IllegalArgumentException("batch norm " + node.origin() + " gets one value per channel: "
                    + x.type() + ". Its variance would be 0; train with batches of at least 2");
        }
    }

    private Value copyOf(Value value) {
        Value copy = copies.get(value);
        if (copy == null) {
            throw new IllegalStateException(value + " is read before it is made");
        }
        return copy;
    }
}
