package dev.bnc.compiler.page;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Cuts a net into parts of a size that can be drawn, along its blocks: the first words of the layers' labels. Blocks that
/// are too large are cut along the blocks in them, and small ones that follow each other are put together.
final class Sections {
    /// Nodes in a drawing, if there are blocks to cut along.
    private static final int MOST = 40;
    /// Blocks of up to so many nodes are put together,
    private static final int SMALL = 4;
    /// to so many.
    private static final int TOGETHER = 12;

    private final Map<String, Integer> nodes;
    private final List<Section> sections = new ArrayList<>();
    private Pending pending = Pending.EMPTY;

    private Sections(Map<String, Integer> nodes) {
        this.nodes = nodes;
    }

    /// @param name of the whole, if it stays in one piece
    /// @param nodes how many each layer has, in the order in which they are computed
    static List<Section> of(String name, Map<String, Integer> nodes) {
        var sections = new Sections(nodes);
        List<String> layers = List.copyOf(nodes.keySet());
        if (sections.count(layers) <= MOST) {
            return List.of(new Section(name, Set.copyOf(layers)));
        }
        sections.cut("", layers);
        sections.flush();
        return List.copyOf(sections.sections);
    }

    private int count(List<String> layers) {
        return layers.stream().mapToInt(l -> nodes.getOrDefault(l, 0)).sum();
    }

    /// Small blocks that wait for more.
    private record Pending(String first, String last, List<String> layers) {
        static final Pending EMPTY = new Pending("", "", List.of());

        Pending with(String block, List<String> more) {
            var all = new ArrayList<>(layers);
            all.addAll(more);
            return new Pending(layers.isEmpty() ? block : first, block, all);
        }
    }

    private void cut(String prefix, List<String> layers) {
        var blocks = new LinkedHashMap<String, List<String>>();
        layers.forEach(l -> blocks.computeIfAbsent(block(prefix, l), _ -> new ArrayList<>()).add(l));
        blocks.forEach((block, inside) -> {
            int count = count(inside);
            if (count <= SMALL) {
                if (count(pending.layers()) + count > TOGETHER) {
                    flush();
                }
                pending = pending.with(block, inside);
                return;
            }
            flush();
            boolean deeper = inside.stream().anyMatch(l -> !labels(l).equals(block));
            if (count > MOST && deeper) {
                cut(block, inside);
                flush();
            } else {
                sections.add(new Section(block, new HashSet<>(inside)));
            }
        });
    }

    /// The label with one word more than `prefix`.
    private static String block(String prefix, String layer) {
        String labels = labels(layer);
        int dot = labels.indexOf('.', prefix.isEmpty() ? 0 : prefix.length() + 1);
        return dot < 0 ? labels : labels.substring(0, dot);
    }

    /// Without the operator of a node that has no layer of its own.
    private static String labels(String layer) {
        int slash = layer.indexOf('/');
        return slash < 0 ? layer : layer.substring(0, slash);
    }

    private void flush() {
        if (!pending.layers().isEmpty()) {
            boolean one = pending.first().equals(pending.last());
            String title = one ? pending.first() : pending.first() + " – " + pending.last();
            sections.add(new Section(title, new HashSet<>(pending.layers())));
            pending = Pending.EMPTY;
        }
    }
}
