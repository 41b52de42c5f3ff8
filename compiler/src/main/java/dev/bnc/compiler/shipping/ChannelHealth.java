package dev.bnc.compiler.shipping;

import dev.bnc.compiler.artifact.NormLayer;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.op.Relu;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// What a batch norm's or a whitening's numbers say of its channels.
///
/// @param smallest variance of a channel
/// @param largest variance of a channel
/// @param constant channels whose variance is below `eps`: what flows in hardly changes, and noise is blown up
/// @param unscaled channels with a gamma below [#SMALL_GAMMA]: what flows out hardly changes
/// @param silent channels that a ReLU behind makes zero for all but one in 700 values, if they are normally distributed:
///     `beta + 3 |gamma| < 0`
public record ChannelHealth(
        NormLayer layer,
        float smallest,
        float largest,
        List<Integer> constant,
        List<Integer> unscaled,
        List<Integer> silent) {
    /// Below this a gamma counts as zero; it starts as 1.
    public static final double SMALL_GAMMA = 1e-3;

    private static final double DEVIATIONS = 3;

    public ChannelHealth {
        constant = List.copyOf(constant);
        unscaled = List.copyOf(unscaled);
        silent = List.copyOf(silent);
    }

    /// Looks at a layer of `graph`.
    public static ChannelHealth of(NormLayer layer, Graph graph) {
        float smallest = Float.POSITIVE_INFINITY;
        float largest = 0;
        for (float variance : layer.variance()) {
            smallest = Math.min(smallest, variance);
            largest = Math.max(largest, variance);
        }
        boolean rectified = rectified(layer.node(), graph);
        return new ChannelHealth(
                layer,
                smallest,
                largest,
                channels(layer, c -> layer.variance()[c] < layer.op().eps()),
                channels(layer, c -> layer.op().scale() && Math.abs(layer.gamma()[c]) < SMALL_GAMMA),
                channels(layer, c -> rectified && layer.beta()[c] + DEVIATIONS * Math.abs(layer.gamma()[c]) < 0));
    }

    /// How many channels are dead in one way or another.
    public int dead() {
        return (int) IntStream.range(0, layer.channels())
                .filter(c -> constant.contains(c) || unscaled.contains(c) || silent.contains(c))
                .count();
    }

    private static boolean rectified(Node node, Graph graph) {
        List<Node> users = graph.users().getOrDefault(node.result(), List.of());
        boolean goesOut = graph.outputs().stream().anyMatch(o -> o.value().equals(node.result()));
        return !users.isEmpty() && !goesOut && users.stream().allMatch(user -> user.op() instanceof Relu);
    }

    private static List<Integer> channels(NormLayer layer, IntPredicate is) {
        return IntStream.range(0, layer.channels()).filter(is).boxed().toList();
    }
}
