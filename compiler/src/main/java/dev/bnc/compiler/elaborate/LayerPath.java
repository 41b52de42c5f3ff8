package dev.bnc.compiler.elaborate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Names layers by where they stand: `h1.dense`. Labels are taken as they are; a layer without one is named for
/// its kind and counted, from `dense1` at the top of a net, and as `dense`, `dense2`, ... inside a labelled block.
final class LayerPath {
    private final String prefix;
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> counts = new HashMap<>();

    private LayerPath(String prefix) {
        this.prefix = prefix;
    }

    /// The path of a whole net.
    static LayerPath top() {
        return new LayerPath("");
    }

    /// The path inside the layer of that full name.
    static LayerPath inside(String name) {
        return new LayerPath(name + ".");
    }

    /// Takes a label for a layer.
    ///
    /// @return whether it was free
    boolean take(String label) {
        return taken.add(label);
    }

    /// Full name of a labelled layer.
    String labelled(String label) {
        return prefix + label;
    }

    /// Full name of the next layer of that kind without a label.
    String next(String kind) {
        String name;
        do {
            int number = counts.merge(kind, 1, Integer::sum);
            name = number == 1 && !prefix.isEmpty() ? kind : kind + number;
        } while (!taken.add(name));
        return prefix + name;
    }
}
