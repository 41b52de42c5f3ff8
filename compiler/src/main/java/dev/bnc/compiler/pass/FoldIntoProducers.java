package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.syntax.DiagnosticCode;
import java.util.Optional;

/// A factor or summand of each channel becomes part of the products that the value is made of: with `*` a convolution,
/// transposed convolution or dense layer, and `s` a number for each of its result channels,
///
/// ```
/// (x * w) s  →  x * (w s)        (x * w + b) s  →  x * (w s) + b s        (x * w + b) + t  →  x * w + (b + t)
/// ```
///
/// On the way it moves through what it commutes with: `concat` (each branch takes its part), sums and differences (a factor
/// goes to both sides, a summand to one), reshapes that keep channels together, sums over positions, crops. A summand
/// moves through average pools unless zeros of the padding are averaged in, a factor through all of them; a factor through
/// max pools if it is positive everywhere (this needs known numbers), a summand always.
///
/// Preconditions: nobody else reads the values on the way, none is an output. Of a concat one branch must be able to take its
/// part; the others get it as an epilogue. The weight may be shared: a new one is made, the old one stays as it is.
/// Padding, stride, dilation, groups and a missing bias do not matter; factors may be zero or negative.
///
/// Floats survive it: `w s` is computed in float64 and rounded once. Sums then round at the scale of the result, not of the
/// product, which is no worse.
///
/// Leaves alone what is behind a nonlinearity: [FoldIntoReaders] tries the other direction. Relies on [ExpandBatchNorm].
final class FoldIntoProducers implements Pass {
    @Override
    public Graph run(Graph graph, KnownValues known, Remarks remarks) {
        var folding = new Folding(graph, known);
        var upstream = new Upstream(folding);
        for (Node old : graph.nodes()) {
            Node node = folding.of(old);
            if (!folding.isStep(node) || !folded(node, old, upstream, remarks)) {
                folding.append(node);
            }
        }
        return folding.graph();
    }

    private static boolean folded(Node node, Node old, Upstream upstream, Remarks remarks) {
        Folding folding = upstream.folding();
        var arithmetic = new ParameterArithmetic(folding, node.origin());
        if (node.op() instanceof BiasAdd) {
            // the bias of a product: it is where it should be
            boolean settled = folding.producer(node.input(0)).filter(folding::isProduct).isPresent();
            if (settled || upstream.refusesSummand(node.input(0)).isPresent()) {
                return false;
            }
            folding.replace(old.result(), upstream.withSummand(node.input(0), node.input(1), arithmetic));
            return true;
        }
        Optional<Obstacle> obstacle = upstream.refusesFactor(node.input(0), node.input(1), arithmetic);
        if (obstacle.isPresent()) {
            return false;
        }
        folding.replace(old.result(), upstream.withFactor(node.input(0), node.input(1), arithmetic));
        FoldText.folded(remarks, DiagnosticCode.FOLDED_BACK, node.origin(), upstream.takers());
        return true;
    }
}
