package dev.bnc.compiler.graph;

import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.ConvTranspose2d;
import dev.bnc.compiler.graph.op.MatMul;

/// What a forward graph costs to compute, counted as the literature does.
public final class Cost {
    private Cost() {}

    /// Floating-point operations of one example: two for each multiply-add of dense layers and convolutions, nothing for
    /// the rest.
    public static long flops(Graph graph) {
        return graph.nodes().stream().mapToLong(Cost::flops).sum();
    }

    /// The same of one node.
    public static long flops(Node node) {
        return switch (node.op()) {
            case MatMul _ -> 2 * node.input(1).shape().elements();
            case Conv2d _ -> 2 * perPlace(node) * places(node.result());
            case ConvTranspose2d _ -> 2 * perPlace(node) * places(node.input(0));
            default -> 0;
        };
    }

    /// Multiply-adds at one position: each weight is used once.
    private static long perPlace(Node node) {
        return node.input(1).shape().elements();
    }

    private static long places(Value image) {
        return (long) image.shape().size(2) * image.shape().size(3);
    }
}
