package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Stage;
import java.util.List;
import java.util.stream.Stream;

/// What happens to graphs between the net and the plan.
public final class Pipelines {
    /// From the forward graph of a net to what a trained net computes.
    public static final Pipeline INFERENCE = new Pipeline(
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
                    // last: sweeps up behind all others
                    new EliminateDeadNodes()));

    /// Orders that every pipeline must keep, where it has both passes.
    static final List<Order> ORDERS = List.of(
            new Order(DropTrainingOps.class, Simplify.class, "two reshapes around a dropout are one without it"),
            new Order(FoldBiasIntoBeta.class, Simplify.class, "sums with a zero gradient can be dropped"),
            new Order(
                    FoldBiasIntoBeta.class,
                    EliminateCommonSubexpressions.class,
                    "a bias's gradient merged with an equal sum would not be known as one"),
            new Order(Simplify.class, EliminateCommonSubexpressions.class, "more is equal when it is simple"),
            new Order(Simplify.class, EliminateDeadNodes.class, "it leaves dead nodes behind"),
            new Order(EliminateCommonSubexpressions.class, EliminateDeadNodes.class, "merging leaves dead operands"));

    private Pipelines() {}

    /// `first` must come before `second`.
    record Order(Class<? extends Pass> first, Class<? extends Pass> second, String reason) {}

    /// Names of all passes, for `--print-after`.
    public static List<String> passNames() {
        return Stream.of(INFERENCE, TRAINING)
                .flatMap(p -> p.passes().stream())
                .map(Pass::name)
                .distinct()
                .toList();
    }
}
