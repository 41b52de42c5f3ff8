package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// The same graph with its nodes in another topological order: no pass may lean on the one it got.
final class Shuffled {
    private Shuffled() {}

    static Graph of(Graph graph, long seed) {
        var random = new Random(seed);
        Set<Value> defined = new HashSet<>(graph.parameters());
        List<Node> waiting = new ArrayList<>(graph.nodes());
        List<Node> ordered = new ArrayList<>();
        while (!waiting.isEmpty()) {
            List<Node> ready = waiting.stream()
                    .filter(n -> defined.containsAll(n.inputs()))
                    .toList();
            Node next = ready.get(random.nextInt(ready.size()));
            waiting.remove(next);
            defined.add(next.result());
            ordered.add(next);
        }
        return graph.withNodes(ordered);
    }
}
