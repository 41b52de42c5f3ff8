package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.Update;
import java.util.HashMap;
import java.util.Map;

/// Which lines of the net units come from. A task's term is named after the node that it was made for.
final class Origins {
    private final Map<String, Origin> byNode = new HashMap<>();

    Origins(Graph graph) {
        for (Node node : graph.nodes()) {
            byNode.put(node.result().name(), node.origin());
        }
        for (Update update : graph.updates()) {
            Origin made = byNode.getOrDefault(update.value().name(), Origin.NONE);
            byNode.putIfAbsent(update.parameter().name() + ".new", made);
            byNode.putIfAbsent(update.parameter().name(), made);
        }
    }

    /// The origin of the first task of the unit that has one.
    Origin of(Unit unit) {
        for (Term result : unit.results()) {
            Origin origin = of(result.name());
            if (!origin.equals(Origin.NONE)) {
                return origin;
            }
        }
        return Origin.NONE;
    }

    private Origin of(String term) {
        int end = Math.max(0, term.lastIndexOf('.'));
        return byNode.getOrDefault(term, byNode.getOrDefault(term.substring(0, end), Origin.NONE));
    }
}
