package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Stage;
import java.util.List;
import java.util.stream.Stream;

/// What happens to graphs between the net and the plan.
public final class Pipelines {
    /// From the forward graph of a net to what a trained net computes, batch norms folded into the layers around them. The
    /// graph that comes out computes with parameters; [EvaluateParameters] makes new ones of that.
    public static final Pipeline INFERENCE = new Pipeline(
            Stage.FORWARD,
            Stage.INFERENCE,
            List.of(
                    // sees to it that folds need not see through dropout
                    new DropTrainingOps(),
                    new Simplify(),
                    // from here on there are factors and summands only
                    new ExpandBatchNorm(),
                    // first backwards: that is right for any padding
                    new FoldIntoProducers(),
                    new FoldIntoReaders(),
                    new Simplify(),
                    // after the folds: products that were merged are read twice
                    new EliminateCommonSubexpressions(),
                    // last: sweeps up behind all others
                    new EliminateDeadNodes()));

    /// The same without folds, for weights that still change: evaluation while training, and models that are to stay as they
    /// are.
    public static final Pipeline EVALUATION = new Pipeline(
            Stage.FORWARD,
            Stage.INFERENCE,
            List.of(
                    new DropTrainingOps(),
                    // sees through what a dropout separated
                    new Simplify(),
                    new EliminateCommonSubexpressions(),
                    // last: sweeps up behind all others
                    new EliminateDeadNodes()));

    /// For training steps.
    public static final Pipeline TRAINING = new Pipeline(
            Stage.TRAINING,
            Stage.TRAINING,
            List.of(
                    // first: knows batch norms by the form in which a training step is made
                    new FoldBiasIntoBeta(),
                    // drops the sums with zero gradients that the fold leaves
                    new Simplify(),
                    new EliminateCommonSubexpressions(),
                    // after equal nodes were merged: these two compute again what was computed before
                    new RecomputeMasks(),
                    // after the masks, which then read no activations
                    new RecomputeActivations(),
                    // last: sweeps up behind all others
                    new EliminateDeadNodes()));

    /// Orders that every pipeline must keep, where it has both passes.
    static final List<Order> ORDERS = List.of(
            new Order(DropTrainingOps.class, Simplify.class, "two reshapes around a dropout are one without it"),
            new Order(DropTrainingOps.class, FoldIntoProducers.class, "a batch norm behind a dropout is one behind a layer"),
            new Order(Simplify.class, ExpandBatchNorm.class, "what is left out is not in the way of a fold"),
            new Order(ExpandBatchNorm.class, FoldIntoProducers.class, "folds know factors and summands, no batch norms"),
            new Order(FoldIntoProducers.class, FoldIntoReaders.class, "backwards is right for any padding"),
            new Order(
                    FoldIntoReaders.class,
                    EliminateCommonSubexpressions.class,
                    "equal products with different batch norms must not become one that is read twice"),
            new Order(FoldIntoReaders.class, EliminateDeadNodes.class, "the old statistics are not read any more"),
            new Order(FoldBiasIntoBeta.class, Simplify.class, "sums with a zero gradient can be dropped"),
            new Order(
                    FoldBiasIntoBeta.class,
                    EliminateCommonSubexpressions.class,
                    "a bias's gradient merged with an equal sum would not be known as one"),
            new Order(Simplify.class, EliminateCommonSubexpressions.class, "more is equal when it is simple"),
            new Order(
                    EliminateCommonSubexpressions.class,
                    RecomputeMasks.class,
                    "what is computed twice on purpose would be merged"),
            new Order(
                    EliminateCommonSubexpressions.class,
                    RecomputeActivations.class,
                    "what is computed twice on purpose would be merged"),
            new Order(
                    RecomputeMasks.class,
                    RecomputeActivations.class,
                    "a mask would read a copy of the activation instead of none"),
            new Order(Simplify.class, EliminateDeadNodes.class, "it leaves dead nodes behind"),
            new Order(EliminateCommonSubexpressions.class, EliminateDeadNodes.class, "merging leaves dead operands"));

    private Pipelines() {}

    /// `first` must come before `second`.
    record Order(Class<? extends Pass> first, Class<? extends Pass> second, String reason) {}

    /// Whether cheap activations were left to be computed anew in the backward pass.
    public static boolean recomputes(PassResult result) {
        return result.reports().stream()
                .anyMatch(r -> r.pass().equals(new RecomputeActivations().name())
                        && !r.remarks().isEmpty());
    }

    /// The pipeline without that: all activations the backward pass reads are kept. The plans of both are compared, as what
    /// it saves is known only then.
    public static Pipeline keeping(Pipeline pipeline) {
        List<Pass> kept = pipeline.passes().stream()
                .filter(p -> !(p instanceof RecomputeActivations))
                .toList();
        return new Pipeline(pipeline.from(), pipeline.to(), kept);
    }

    /// Names of all passes, for `--print-after`.
    public static List<String> passNames() {
        return Stream.of(INFERENCE, EVALUATION, TRAINING)
                .flatMap(p -> p.passes().stream())
                .map(Pass::name)
                .distinct()
                .toList();
    }
}
