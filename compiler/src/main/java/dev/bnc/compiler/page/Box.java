package dev.bnc.compiler.page;

import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.ChannelScale;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.ConvTranspose2d;
import dev.bnc.compiler.graph.op.MatMul;
import java.util.List;
import java.util.stream.Stream;

/// What is drawn as one: a node; a product and the bias that is added to it alone; or the factors and summands that are left
/// of one batch norm.
///
/// @param nodes each the only reader of the one before it
record Box(List<Node> nodes) {
    Box {
        nodes = List.copyOf(nodes);
    }

    /// The first node, which says what the box does.
    Node node() {
        return nodes.getFirst();
    }

    /// What others read.
    Value result() {
        return nodes.getLast().result();
    }

    /// Whether the box is a product with a bias.
    boolean biased() {
        return nodes.size() > 1 && isProduct(node());
    }

    /// All that the box reads from elsewhere.
    List<Value> inputs() {
        return Stream.concat(
                        node().inputs().stream(),
                        nodes.stream().skip(1).flatMap(n -> n.inputs().stream().skip(1)))
                .toList();
    }

    /// The parameters it reads, each once.
    List<Value> parameters() {
        return inputs().stream().filter(Value::isParameter).distinct().toList();
    }

    /// Whether `next`, which alone reads `last`, goes into one box with it.
    static boolean together(Node last, Node next) {
        boolean weight = next.inputs().size() == 2 && next.input(1).isParameter() && next.input(0).equals(last.result());
        boolean bias = next.op() instanceof BiasAdd && isProduct(last);
        boolean sameLayer = next.origin().layer().equals(last.origin().layer());
        return weight && (bias || (isAffine(last) && isAffine(next) && sameLayer));
    }

    /// Whether a node scales or shifts channels.
    static boolean isAffine(Node node) {
        return node.op() instanceof BiasAdd || node.op() instanceof ChannelScale;
    }

    private static boolean isProduct(Node node) {
        return node.op() instanceof MatMul || node.op() instanceof Conv2d || node.op() instanceof ConvTranspose2d;
    }
}
