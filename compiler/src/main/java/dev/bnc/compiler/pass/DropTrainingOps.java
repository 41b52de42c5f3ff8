package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.Whitening;
import dev.bnc.compiler.graph.op.Dropout;
import dev.bnc.compiler.graph.op.Whiten;

/// `dropout(x) → x`, `whiten(x, mean, covariance) → (x - mean) · S`.
///
/// Dropout is the identity at inference: a training step multiplies by a mask whose mean is 1, so nothing is to be
/// scaled here. Exact in floats. Afterwards the graph is at the inference stage. Batch norm stays: with stored
/// statistics it is what inference computes. Whitening becomes products: its matrix `S` is computed from the stored
/// covariance alone, once where parameters are evaluated, and `x - mean` folds into the layer before as that of a
/// batch norm does.
final class DropTrainingOps implements Pass {
    @Override
    public Graph run(Graph graph, KnownValues known, Remarks remarks) {
        var rewriter = new GraphRewriter(graph);
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Dropout) {
                rewriter.replace(node.result(), rewriter.of(node.input(0)));
                remarks.applied(node.origin(), "dropout does nothing at inference");
            } else if (node.op() instanceof Whiten op) {
                Node read = rewriter.of(node);
                var form = new Whitening(op, (o, in) -> rewriter.add(node.origin(), o, in.toArray(Value[]::new)));
                rewriter.replace(node.result(), form.normalize(read.inputs(), read.input(1), read.input(2)));
                remarks.applied(node.origin(), "whitening with stored statistics is a product");
            } else {
                rewriter.keep(node);
            }
        }
        return rewriter.graph();
    }
}
