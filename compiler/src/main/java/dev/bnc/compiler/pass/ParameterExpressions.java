package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.DropoutMask;
import dev.bnc.compiler.graph.op.Input;
import java.util.HashSet;
import java.util.Set;

/// The values of a graph that come out the same in every run: parameters, constants, and what is computed from them alone.
final class ParameterExpressions {
    private final Set<Value> fixed;

    private ParameterExpressions(Set<Value> fixed) {
        this.fixed = fixed;
    }

    static ParameterExpressions of(Graph graph) {
        Set<Value> fixed = new HashSet<>(graph.parameters());
        for (Node node : graph.nodes()) {
            boolean source = node.op() instanceof Input || node.op() instanceof DropoutMask;
            if (!source && fixed.containsAll(node.inputs())) {
                fixed.add(node.result());
            }
        }
        return new ParameterExpressions(fixed);
    }

    boolean contains(Value value) {
        return fixed.contains(value);
    }

    /// Whether the node makes one of them.
    boolean contains(Node node) {
        return fixed.contains(node.result());
    }
}
