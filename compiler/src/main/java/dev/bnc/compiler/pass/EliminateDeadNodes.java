package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Update;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Input;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Leaves out nodes that no output and no update needs, and updates that give a parameter its own value.
///
/// Inputs stay, as callers hand them over by name whether they are read or not; and parameters stay declared, as they
/// are entries of the state. Exact in floats. Other passes leave dead nodes behind and rely on this one coming last.
final class EliminateDeadNodes implements Pass {
    @Override
    public Graph run(Graph graph, KnownValues known, Remarks remarks) {
        return sweep(graph);
    }

    /// The graph without dead nodes; the same instance if there are none.
    static Graph sweep(Graph graph) {
        List<Update> updates = graph.updates().stream()
                .filter(u -> !u.value().equals(u.parameter()))
                .toList();
        Set<Value> live = new HashSet<>();
        graph.outputs().forEach(o -> live.add(o.value()));
        updates.forEach(u -> live.add(u.value()));
        List<Node> kept = new ArrayList<>();
        for (Node node : graph.nodes().reversed()) {
            if (live.contains(node.result()) || node.op() instanceof Input) {
                live.addAll(node.inputs());
                kept.add(node);
            }
        }
        boolean same = kept.size() == graph.nodes().size()
                && updates.size() == graph.updates().size();
        return same ? graph : new Graph(graph.parameters(), kept.reversed(), graph.outputs(), updates);
    }
}
