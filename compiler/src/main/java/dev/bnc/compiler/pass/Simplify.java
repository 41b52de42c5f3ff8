package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Applies the [SimplifyRule]s until none applies.
///
/// Each rule is an identity of reals that floats keep: exactly, but for the sign of a zero (`-0 + 0` is `0`) and for
/// constants, whose arithmetic is done in float64 and rounded once. What floats do not keep is left alone: `x * 0` may be
/// NaN, `(x + a) + b` is not `x + (a + b)`.
///
/// Leaves dead nodes behind. Ends, because each rule lowers the measure it names and none raises another's.
final class Simplify implements Pass {
    /// Nodes are visited in order, each after its operands, so one sweep does nearly everything.
    private static final int MOST_SWEEPS = 100;

    @Override
    public Graph run(Graph graph, KnownValues known, Remarks remarks) {
        Map<SimplifyRule, Integer> uses = new TreeMap<>();
        Graph current = graph;
        for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
            Graph next = sweep(current, uses);
            if (next.equals(current)) {
                uses.forEach((rule, count) -> remarks.applied(
                        Origin.NONE, rule.text() + ", " + count + (count == 1 ? " time" : " times")));
                return current;
            }
            current = next;
        }
        throw new IllegalStateException("rules undo each other; uses: " + uses);
    }

    private static Graph sweep(Graph graph, Map<SimplifyRule, Integer> uses) {
        var rewriter = new GraphRewriter(graph);
        Map<Value, Node> producers = new HashMap<>();
        for (Node node : graph.nodes()) {
            Node current = rewriter.of(node);
            var site = new SimplifyRule.Site(current, producers);
            switch (rewritten(site, uses)) {
                case SimplifyRule.Rewrite.ToValue(Value value) -> rewriter.replace(node.result(), value);
                case SimplifyRule.Rewrite.ToNode(Node rewritten) -> {
                    rewriter.append(rewritten);
                    producers.put(rewritten.result(), rewritten);
                }
            }
        }
        return rewriter.graph();
    }

    /// What the first rule that applies makes of the node; the node itself if none does.
    private static SimplifyRule.Rewrite rewritten(SimplifyRule.Site site, Map<SimplifyRule, Integer> uses) {
        for (SimplifyRule rule : SimplifyRule.values()) {
            Optional<SimplifyRule.Rewrite> rewrite = rule.rewrite(site);
            if (rewrite.isPresent()) {
                uses.merge(rule, 1, Integer::sum);
                return rewrite.orElseThrow();
            }
        }
        return new SimplifyRule.Rewrite.ToNode(site.node());
    }
}
