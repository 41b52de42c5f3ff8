package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Tracking;
import dev.bnc.runtime.program.Role;
import java.util.List;
import java.util.Map;

/// One update of a net as a graph: forward with batch statistics, loss, gradients, optimizer.
///
/// Outputs: `loss`, and those of the forward graph. Inputs: those of the forward graph, the target, and of
/// [dev.bnc.runtime.train.StepScalars] what is needed. Updates: the trained parameters, the optimizer's slots, the
/// population statistics of batch norms that are not frozen.
///
/// @param slots the parameters of `graph` that the forward graph does not have, in order of first use
public record TrainingStep(Graph graph, List<OptimizerSlot> slots) {
    /// The output that holds the loss of the parameters before the update.
    public static final String LOSS = "loss";

    public TrainingStep {
        slots = List.copyOf(slots);
    }

    /// Builds the training step of a forward graph at a batch size.
    ///
    /// @param roles what each parameter is for; those of trainable roles are trained, those left out are not
    /// @throws IllegalArgumentException if the objective does not fit the net, or a batch norm gets one value
    ///     per channel
    public static TrainingStep of(Graph forward, Map<String, Role> roles, TrainingRecipe recipe) {
        var builder = new GraphBuilder();
        var inputs = new StepInputs(builder);
        var arithmetic = new Arithmetic(builder);
        TrainingForward.Copy copy = TrainingForward.withDropout(forward, builder, inputs, recipe.seed());
        Value loss = loss(recipe.objective(), builder, inputs, arithmetic);
        if (forward.outputs().stream().anyMatch(o -> o.name().equals(LOSS))) {
            throw new IllegalArgumentException("the net has an output called " + LOSS + " of its own");
        }
        builder.output(LOSS, loss);

        List<Value> trained = forward.parameters().stream()
                .filter(p -> role(roles, p).trainable())
                .toList();
        Map<Value, Value> gradients = new Differentiate(builder, arithmetic, copy.constants()).run(loss, trained);
        Map<Value, Value> clipped = new ClippingRules(builder, arithmetic).clip(recipe.clipping(), gradients);

        var optimizer = new OptimizerRules(builder, arithmetic, inputs);
        clipped.forEach((parameter, gradient) -> {
            builder.at(new Origin(parameter.name(), "", 0, 0));
            double decay = recipe.decay().rateFor(parameter.name(), role(roles, parameter));
            optimizer.move(recipe.optimizer(), parameter, gradient, decay);
        });
        builder.at(Origin.NONE);
        PopulationStatistics.track(copy.statistics(), builder, arithmetic, inputs);
        return new TrainingStep(builder.build(), optimizer.slots());
    }

    /// The smallest batch size this forward graph (at any batch size, or none) can be trained with: 2 if some batch
    /// norm
    /// gets one value per channel and example, else 1.
    public static int smallestBatch(Graph forward) {
        return forward.nodes().stream()
                        .anyMatch(n -> n.op() instanceof Tracking o
                                && !o.frozen()
                                && n.result().shape().elementsPerExample()
                                        == n.result().shape().size(1))
                ? 2
                : 1;
    }

    private static Role role(Map<String, Role> roles, Value parameter) {
        return roles.getOrDefault(parameter.name(), Role.SLOT);
    }

    private static Value loss(Objective o, GraphBuilder builder, StepInputs inputs, Arithmetic arithmetic) {
        Value prediction = builder.build().output(o.prediction());
        Value target = inputs.get(o.target(), o.targetType());
        return new LossRules(builder, arithmetic).loss(o, prediction, target);
    }
}
