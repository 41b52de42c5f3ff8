package dev.bnc.compiler.page;

import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is said of a node when it is pointed at, and which layers light up with it.
final class Details {
    private static final Pattern WORD = Pattern.compile("[\\w.]+");

    private final Side after;
    private final Norms norms;
    /// For each layer those that are folded into it.
    private final Map<String, Set<String>> absorbed = new HashMap<>();
    private final long most;

    Details(Side before, Side after, Norms norms) {
        this.after = after;
        this.norms = norms;
        this.most = Stream.concat(before.drawn().stream(), after.drawn().stream())
                .mapToLong(n -> NodeFacts.of(n).flops())
                .max()
                .orElse(0);
        Set<String> layers = new LinkedHashSet<>(before.sizes().keySet());
        layers.addAll(after.sizes().keySet());
        for (Verdict verdict : norms.verdicts()) {
            String folded = verdict.layer().layer();
            if (verdict.folded()) {
                named(verdict.text(), layers).stream()
                        .filter(layer -> !layer.equals(folded))
                        .forEach(into -> absorbed.computeIfAbsent(into, _ -> new LinkedHashSet<>())
                                .add(folded));
            }
        }
    }

    private static List<String> named(String text, Set<String> layers) {
        return WORD.matcher(text)
                .results()
                .map(found -> found.group().replaceAll("\\.$", ""))
                .filter(layers::contains)
                .toList();
    }

    /// @param related layers besides its own that have to do with it
    record Entry(String text, List<String> related) {}

    /// What is said of a box of that side.
    Entry of(Side side, Box box) {
        String layer = side.layer(box);
        NodeFacts facts = NodeFacts.of(box);
        var lines = new ArrayList<String>();
        Node node = box.node();
        String operators =
                box.nodes().stream().map(n -> GraphPrinter.print(n.op())).collect(Collectors.joining(", "));
        lines.add(operators + "  " + box.result().type());
        lines.add(node.origin().toString().isEmpty() ? layer : node.origin().toString());
        lines.add(Amount.grouped(facts.parameters()) + " parameters, " + Amount.of(facts.flops(), "FLOP") + ", result "
                + Amount.of(facts.bytes(), "B") + " an example");
        for (Value parameter : box.parameters()) {
            lines.add("reads @" + parameter.name() + " " + parameter.shape());
        }
        norms.of(layer).stream().map(v -> (v.folded() ? "✓ " : "✗ ") + v.text()).forEach(lines::add);
        Set<String> taken = side == after ? absorbed.getOrDefault(layer, Set.of()) : Set.of();
        taken.forEach(l -> lines.add("⊕ " + l + " is folded into it"));
        return new Entry(String.join("\n", lines), List.copyOf(absorbed.getOrDefault(layer, Set.of())));
    }

    /// Whether the box is a batch norm, or what is left of one.
    boolean normalizes(Side side, Box box) {
        return norms.is(side, box);
    }

    /// Whether the box's layer took another one in.
    boolean absorbs(Side side, Box box) {
        return side == after
                && absorbed.containsKey(side.layer(box))
                && !box.parameters().isEmpty();
    }

    /// The share of so many operations in those of the node that has most, with small ones made visible.
    double share(long flops) {
        return most == 0 ? 0 : Math.sqrt((double) flops / most);
    }
}
