package dev.bnc.compiler.page;

import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.ConvTranspose2d;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.graph.op.MatMul;
import dev.bnc.compiler.graph.op.Op;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// One side of one section as SVG: a box for each node, a pill for each value that comes in or goes out, and lines between
/// them with the shapes beside them.
final class Drawing {
    private static final int BOX_WIDTH = 164;
    private static final int BOX_HEIGHT = 46;
    private static final int PILL_WIDTH = 128;
    private static final int PILL_HEIGHT = 24;
    private static final int MARGIN = 12;
    /// Letters of the small font that fit into a box.
    private static final int LETTERS = 26;

    private final Side side;
    private final Section section;
    private final Details details;
    private final List<Box> boxes;
    /// What is drawn, top to bottom, and its place in the list of boxes.
    private final List<Shown> shown = new ArrayList<>();
    private final Map<Value, Integer> makers = new LinkedHashMap<>();
    private final List<LayeredLayout.Edge> edges = new ArrayList<>();
    private final List<Value> carried = new ArrayList<>();
    private final StringBuilder svg = new StringBuilder();

    /// A box or a pill.
    private sealed interface Shown {
        LayeredLayout.Box size();
    }

    private record Whole(Box box) implements Shown {
        @Override
        public LayeredLayout.Box size() {
            return new LayeredLayout.Box(BOX_WIDTH, BOX_HEIGHT);
        }
    }

    private record Pill(String text, String target) implements Shown {
        @Override
        public LayeredLayout.Box size() {
            return new LayeredLayout.Box(PILL_WIDTH, PILL_HEIGHT);
        }
    }

    private Drawing(Side side, Section section, Details details) {
        this.side = side;
        this.section = section;
        this.details = details;
        this.boxes = boxes(side, section);
    }

    /// What the section has on that side.
    static List<Box> boxes(Side side, Section section) {
        return side.drawn().stream()
                .filter(n -> section.layers().contains(side.layer(n)))
                .toList();
    }

    /// The drawing, as an `svg` element.
    static String of(Side side, Section section, Details details) {
        return new Drawing(side, section, details).svg();
    }

    private String svg() {
        comeIn();
        boxes.forEach(this::box);
        goOut();
        LayeredLayout.Placed placed =
                LayeredLayout.of(shown.stream().map(Shown::size).toList(), edges);
        int width = placed.width() + 2 * MARGIN;
        int height = placed.height() + 2 * MARGIN;
        add("<svg viewBox=\"%s %s %s %s\" width=\"%s\" height=\"%s\" role=\"img\" aria-label=\"%s\">".formatted(-MARGIN, -MARGIN, width, height, width, height, Markup.escaped(section.title())));
        for (int i = 0; i < edges.size(); i++) {
            line(placed.routes().get(i));
        }
        for (int i = 0; i < shown.size(); i++) {
            LayeredLayout.Point centre = placed.centres().get(i);
            switch (shown.get(i)) {
                case Whole(Box box) -> draw(box, centre);
                case Pill pill -> draw(pill, centre);
            }
        }
        shapes(placed);
        return svg.append("</svg>").toString();
    }

    private void comeIn() {
        Set<Value> made = boxes.stream().map(Box::result).collect(Collectors.toSet());
        for (Box box : boxes) {
            for (Value value : box.inputs()) {
                if (side.flows(value) && !made.contains(value) && !makers.containsKey(value)) {
                    Node producer = side.producer(value);
                    String layer = side.layer(value);
                    makers.put(value, shown.size());
                    shown.add(producer.op() instanceof Input(String name) ? new Pill(name, "") : new Pill("from " + shortened(layer, 16), layer));
                }
            }
        }
    }

    private void box(Box box) {
        int place = shown.size();
        shown.add(new Whole(box));
        box.inputs().stream().filter(side::flows).distinct().forEach(v -> connect(v, place));
        makers.put(box.result(), place);
    }

    private void connect(Value value, int place) {
        edges.add(new LayeredLayout.Edge(makers.getOrDefault(value, place), place));
        carried.add(value);
    }

    private void goOut() {
        for (Box box : boxes) {
            Value value = box.result();
            for (String output : side.outputs(value)) {
                connect(value, shown.size());
                shown.add(new Pill(output, ""));
            }
            side.users(value).stream()
                    .map(n -> side.layer(n.result()))
                    .filter(l -> !section.layers().contains(l))
                    .findFirst()
                    .ifPresent(l -> {
                        connect(value, shown.size());
                        shown.add(new Pill("to " + shortened(l, 18), l));
                    });
        }
    }

    private void line(List<LayeredLayout.Point> route) {
        LayeredLayout.Point last = route.getFirst();
        var path = new StringBuilder("M" + number(last.x()) + " " + number(last.y()));
        for (LayeredLayout.Point point : route.subList(1, route.size())) {
            if (Math.abs(point.x() - last.x()) < 0.5) {
                path.append("V").append(number(point.y()));
            } else {
                String middle = number((last.y() + point.y()) / 2);
                path.append("C").append(number(last.x())).append(' ').append(middle).append(' ').append(number(point.x()));
                path.append(' ').append(middle).append(' ').append(number(point.x())).append(' ').append(number(point.y()));
            }
            last = point;
        }
        add("<path class=\"e\" d=\"%s\"/>".formatted(path));
        add("<path class=\"t\" d=\"M%s %sl-3.5 -6h7z\"/>".formatted(number(last.x()), number(last.y())));
    }

    private void draw(Box box, LayeredLayout.Point centre) {
        NodeFacts facts = NodeFacts.of(box);
        Details.Entry entry = details.of(side, box);
        double left = centre.x() - BOX_WIDTH / 2.0;
        double top = centre.y() - BOX_HEIGHT / 2.0;
        add("<g class=\"n%s\" tabindex=\"0\" data-l=\"%s\" data-r=\"%s\" data-d=\"%s\">".formatted(kind(box), Markup.escaped(side.layer(box)), Markup.escaped(String.join(" ", entry.related())), Markup.escaped(entry.text())));
        add("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"6\"/>".formatted(number(left), number(top), BOX_WIDTH, BOX_HEIGHT));
        add("<text class=\"o\" x=\"%s\" y=\"%s\">%s</text>".formatted(number(left + 10), number(top + 18), Markup.escaped(NodeFacts.title(box))));
        add("<text class=\"y\" x=\"%s\" y=\"%s\">%s</text>".formatted(number(left + 10), number(top + 34), Markup.escaped(shortened(label(box), box.biased() ? LETTERS - 7 : LETTERS))));
        if (box.biased()) {
            add("<text class=\"y b\" x=\"%s\" y=\"%s\">+ bias</text>".formatted(number(left + BOX_WIDTH - 10), number(top + 34)));
        }
        double share = details.share(facts.flops());
        if (share > 0.002) {
            add("<rect class=\"f\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"3\" rx=\"1.5\"/>".formatted(number(left + 10), number(top + BOX_HEIGHT - 6), number(share * (BOX_WIDTH - 20))));
        }
        svg.append("</g>");
    }

    private String kind(Box box) {
        return switch (box.node().op()) {
            case Op _ when details.normalizes(side, box) -> " bn";
            case Op _ when details.absorbs(side, box) -> " into";
            case MatMul _, Conv2d _, ConvTranspose2d _ -> " w";
            case Op _ -> "";
        };
    }

    private void draw(Pill pill, LayeredLayout.Point centre) {
        String about = pill.target().isEmpty() ? "" : " data-l=\"" + Markup.escaped(pill.target()) + "\"";
        add("<g class=\"p\"%s>".formatted(about));
        add("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\"/>".formatted(number(centre.x() - PILL_WIDTH / 2.0), number(centre.y() - PILL_HEIGHT / 2.0), PILL_WIDTH, PILL_HEIGHT, PILL_HEIGHT / 2));
        add("<text x=\"%s\" y=\"%s\">%s</text></g>".formatted(number(centre.x()), number(centre.y() + 4), Markup.escaped(pill.text())));
    }

    /// Each value's shape once, beside the first of its lines.
    private void shapes(LayeredLayout.Placed placed) {
        Set<Value> done = new HashSet<>();
        for (int i = 0; i < edges.size(); i++) {
            if (done.add(carried.get(i))) {
                LayeredLayout.Point start = placed.routes().get(i).getFirst();
                add("<text class=\"s\" x=\"%s\" y=\"%s\">%s</text>".formatted(number(start.x() + 5), number(start.y() + 13), NodeFacts.sizes(carried.get(i))));
            }
        }
    }

    /// The layer's name without the section's; the line of the net where there is no layer.
    private String label(Box box) {
        String layer = box.node().origin().layer();
        int line = box.node().origin().line();
        if (layer.isEmpty()) {
            return line == 0 ? "" : "line " + line;
        }
        String prefix = section.title() + ".";
        return layer.startsWith(prefix) ? layer.substring(prefix.length()) : layer;
    }

    private static String shortened(String text, int letters) {
        int from = text.length() - letters + 1;
        return from <= 1 ? text : "…" + text.substring(Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from);
    }

    private static String number(double value) {
        return Math.rint(value) == value ? Long.toString((long) value) : String.format(Locale.ROOT, "%.1f", value);
    }

    private void add(String element) {
        svg.append(element);
    }
}
