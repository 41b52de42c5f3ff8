package dev.bnc.compiler.page;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Output;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Constant;
import dev.bnc.compiler.graph.op.Input;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One of the two graphs, as it is drawn: constants and inputs are no boxes, a product and its bias are one, and
/// every box belongs to a layer.
final class Side {
    private final Graph graph;
    private final List<Box> drawn;
    private final Map<Value, Node> producers;
    private final Map<Value, List<Node>> users;
    private final Map<Value, String> layers = new HashMap<>();

    Side(Graph graph) {
        this.graph = graph;
        this.producers = graph.producers();
        this.users = graph.users();
        this.drawn = List.copyOf(boxes());
        String last = "";
        for (Node node : graph.nodes()) {
            String layer = node.origin().layer();
            last = layer.isEmpty() ? last : layer;
            layers.put(node.result(), layer.isEmpty() ? last + "/" + GraphPrinter.operator(node.op()) : layer);
        }
        for (Box box : drawn) {
            layers.put(box.result(), layers.getOrDefault(box.node().result(), ""));
        }
    }

    private List<Box> boxes() {
        var boxes = new ArrayList<Box>();
        var within = new HashSet<Node>();
        for (Node node : graph.nodes()) {
            boolean none = node.op() instanceof Input || node.op() instanceof Constant;
            if (!none && !within.contains(node)) {
                List<Node> chain = chain(node);
                within.addAll(chain);
                boxes.add(new Box(chain));
            }
        }
        return boxes;
    }

    /// The node and those behind it that are in one box with it.
    private List<Node> chain(Node node) {
        var chain = new ArrayList<>(List.of(node));
        while (true) {
            Node last = chain.getLast();
            List<Node> readers = users(last.result());
            if (readers.size() != 1 || !outputs(last.result()).isEmpty() || !Box.together(last, readers.getFirst())) {
                return chain;
            }
            chain.add(readers.getFirst());
        }
    }

    Graph graph() {
        return graph;
    }

    /// The boxes.
    List<Box> drawn() {
        return drawn;
    }

    /// The layer a box belongs to. One without, such as the sum behind two branches, goes by the layer before it and its
    /// operator: `pp.relu/concat`.
    String layer(Box box) {
        return layer(box.result());
    }

    /// The layer of what makes a value.
    String layer(Value value) {
        return layers.getOrDefault(value, "");
    }

    /// How many boxes each layer has, in order.
    Map<String, Integer> sizes() {
        var sizes = new LinkedHashMap<String, Integer>();
        drawn.forEach(n -> sizes.merge(layer(n), 1, Integer::sum));
        return sizes;
    }

    /// Whether edges are drawn for a value: not for parameters and constants.
    boolean flows(Value value) {
        return !value.isParameter() && !(producer(value).op() instanceof Constant);
    }

    /// The node that makes a value.
    Node producer(Value value) {
        Node producer = producers.get(value);
        if (producer == null) {
            throw new IllegalStateException("nothing makes " + value);
        }
        return producer;
    }

    List<Node> users(Value value) {
        return users.getOrDefault(value, List.of());
    }

    /// Names under which callers read a value.
    List<String> outputs(Value value) {
        return graph.outputs().stream()
                .filter(o -> o.value().equals(value))
                .map(Output::name)
                .toList();
    }
}
