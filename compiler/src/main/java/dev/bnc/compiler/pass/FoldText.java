package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.graph.Node;
import java.util.List;
import java.util.stream.Collectors;

/// Words for remarks on folds.
final class FoldText {
    private FoldText() {}

    static String into(List<Node> takers) {
        return "folded into " + takers.stream().map(FoldText::name).distinct().collect(Collectors.joining(", "));
    }

    /// The layer a node belongs to; what it does where there is none.
    static String name(Node node) {
        String layer = node.origin().layer();
        return layer.isEmpty() ? GraphPrinter.operator(node.op()) : layer;
    }
}
