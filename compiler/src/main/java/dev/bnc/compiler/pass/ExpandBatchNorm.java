package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.ChannelScale;
import dev.bnc.compiler.graph.op.Constant;
import dev.bnc.compiler.graph.op.Unary;
import dev.bnc.compiler.graph.op.UnaryFunction;

/// A batch norm with stored statistics adds to each channel, multiplies it and adds again:
///
/// ```
/// gamma * (x - mean) / sqrt(variance + eps) + beta  →  (x + -mean) * factor + beta,  factor = gamma / sqrt(variance + eps)
/// ```
///
/// Precondition: statistics, gamma and beta do not depend on the input; then `factor` is computed once.
///
/// Floats survive it: it is the order in which the definition computes, and the mean is subtracted first. One shift
/// `beta - mean * factor` would cancel badly where the mean is large against the deviation. What stays unfolded keeps
/// this form.
///
/// Leaves other normalizers alone: their statistics are those of the example. Comes before all folds, which know nothing
/// but factors and summands.
final class ExpandBatchNorm implements Pass {
    @Override
    public Graph run(Graph graph, KnownValues known, Remarks remarks) {
        var fixed = ParameterExpressions.of(graph);
        var rewriter = new GraphRewriter(graph);
        for (Node node : graph.nodes()) {
            if (node.op() instanceof BatchNorm norm && expandable(node, fixed)) {
                rewriter.replace(node.result(), expanded(rewriter, rewriter.of(node), norm));
            } else {
                rewriter.keep(node);
            }
        }
        return rewriter.graph();
    }

    private static boolean expandable(Node node, ParameterExpressions fixed) {
        return node.inputs().stream().skip(1).allMatch(fixed::contains);
    }

    private static Value expanded(GraphRewriter rewriter, Node node, BatchNorm norm) {
        Origin origin = node.origin();
        Value negative = rewriter.add(origin, new Unary(UnaryFunction.NEGATE), node.input(1));
        Value eps = rewriter.add(origin, new Constant(norm.eps()));
        Value safe = rewriter.add(origin, new Binary(BinaryFunction.ADD), node.input(2), eps);
        Value deviation = rewriter.add(origin, new Unary(UnaryFunction.SQRT), safe);
        Value factor = norm.scale()
                ? rewriter.add(origin, new Binary(BinaryFunction.DIVIDE), node.input(3), deviation)
                : rewriter.add(origin, new Unary(UnaryFunction.RECIPROCAL), deviation);
        Value centered = rewriter.add(origin, new BiasAdd(), node.input(0), negative);
        Value scaled = rewriter.add(origin, new ChannelScale(), centered, factor);
        return norm.shift()
                ? rewriter.add(origin, new BiasAdd(), scaled, node.inputs().getLast())
                : scaled;
    }
}
