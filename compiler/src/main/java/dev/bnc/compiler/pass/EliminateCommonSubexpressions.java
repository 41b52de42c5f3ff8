package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Constant;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.graph.op.Op;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `y = op(x); z = op(x)` → `z` is `y`.
///
/// Two nodes are one if operator, attributes and operands are equal. Every operator is a function of these, dropout masks
/// too (of seed, stream and step), so this is exact in floats. Operands in another order make another node, even where
/// the operator is commutative. Relies on `Simplify` to have made equal what is equal.
final class EliminateCommonSubexpressions implements Pass {
    @Override
    public Graph run(Graph graph, KnownValues known, Remarks remarks) {
        Map<Expression, Value> made = new HashMap<>();
        var rewriter = new GraphRewriter(graph);
        for (Node node : graph.nodes()) {
            Node current = rewriter.of(node);
            Value same = made.get(new Expression(current.op(), current.inputs()));
            if (same != null && !(current.op() instanceof Input)) {
                rewriter.replace(node.result(), same);
                if (!(current.op() instanceof Constant)) {
                    remarks.applied(node.origin(), GraphPrinter.print(current.op()) + " is computed already");
                }
            } else {
                made.put(new Expression(current.op(), current.inputs()), current.result());
                rewriter.append(current);
            }
        }
        return rewriter.graph();
    }

    private record Expression(Op op, List<Value> inputs) {}
}
