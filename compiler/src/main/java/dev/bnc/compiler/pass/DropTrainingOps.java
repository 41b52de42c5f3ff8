package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.op.Dropout;

/// `dropout(x) → x`.
///
/// Dropout is the identity at inference: a training step multiplies by a mask whose mean is 1, so nothing is to be
/// scaled here. Exact in floats. Afterwards the graph is at the inference stage. Batch norm stays: with stored
/// statistics it is what inference computes.
final class DropTrainingOps implements Pass {
    @Override
    public Graph run(Graph graph, KnownValues known, Remarks remarks) {
        var rewriter = new GraphRewriter(graph);
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Dropout) {
                rewriter.replace(node.result(), rewriter.of(node.input(0)));
                remarks.applied(node.origin(), "dropout does nothing at inference");
            } else {
                rewriter.keep(node);
            }
        }
        return rewriter.graph();
    }
}
