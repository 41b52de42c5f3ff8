package dev.bnc.compiler.page;

import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.op.BatchNorm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The batch norms of a net, and what became of each.
final class Norms {
    private final Map<String, Origin> layers = new LinkedHashMap<>();
    private final Map<String, List<Verdict>> verdicts = new HashMap<>();
    private final List<Verdict> all;

    Norms(Side before, Side after, List<Verdict> given) {
        before.drawn().stream()
                .filter(b -> b.node().op() instanceof BatchNorm)
                .forEach(b -> layers.put(before.layer(b), b.node().origin()));
        this.all = new ArrayList<>(given);
        given.forEach(v -> verdicts.computeIfAbsent(v.layer().layer(), _ -> new ArrayList<>())
                .add(v));
        after.drawn().stream()
                .filter(b -> is(after, b))
                .map(after::layer)
                .distinct()
                .filter(l -> of(l).stream().allMatch(Verdict::folded))
                .forEach(this::left);
    }

    /// No fold says why a batch norm is still there.
    private void left(String layer) {
        Verdict verdict =
                new Verdict(layers.getOrDefault(layer, Origin.NONE), false, "", "stays as a scale and a shift");
        verdicts.computeIfAbsent(layer, _ -> new ArrayList<>()).add(verdict);
        all.add(verdict);
    }

    /// What became of them, as far as something did: the folds' own words, then what they pass over in silence.
    List<Verdict> verdicts() {
        return all;
    }

    /// What became of that layer.
    List<Verdict> of(String layer) {
        return verdicts.getOrDefault(layer, List.of());
    }

    /// Whether the box is a batch norm, or what is left of one.
    boolean is(Side side, Box box) {
        return layers.containsKey(side.layer(box))
                && (box.node().op() instanceof BatchNorm || Box.isAffine(box.node()));
    }

    /// How many batch norms those boxes are, or are left of.
    long count(Side side, List<Box> boxes) {
        return boxes.stream()
                .filter(b -> is(side, b))
                .map(side::layer)
                .distinct()
                .count();
    }
}
