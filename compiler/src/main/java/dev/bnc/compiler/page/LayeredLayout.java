package dev.bnc.compiler.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Places boxes in rows so that every edge goes down, after Sugiyama, Tagawa and Toda (1981):
///
/// 1. A box's row is one below the lowest of those it reads; an edge that passes rows gets a bend in each.
/// 2. Rows are put in order by the means of their neighbours' places, down and up, and the order with the fewest crossings is
///    kept.
/// 3. Along its row a box comes as near to the mean of its neighbours as the order allows: least squares under distances, by
///    pooling adjacent violators. What has one neighbour above hangs straight below it. Bends weigh more than
///    boxes, so that long edges are straight.
///
/// Depends on its input alone.
final class LayeredLayout {
    private static final int GAP = 14;
    private static final int ROW_GAP = 34;
    private static final int BEND_WIDTH = 10;
    private static final double BEND_WEIGHT = 8;
    private static final int ORDER_SWEEPS = 12;
    private static final int PLACE_SWEEPS = 30;

    /// A box to place.
    record Box(int width, int height) {}

    /// From a box to a later one, by their places in the list of boxes.
    record Edge(int from, int to) {}

    /// A place on the drawing.
    record Point(double x, double y) {}

    /// A drawing.
    ///
    /// @param centres of the boxes, in their order
    /// @param routes of the edges, in their order: from the bottom of a box by bends to the top of another
    record Placed(int width, int height, List<Point> centres, List<List<Point>> routes) {
        Placed {
            centres = List.copyOf(centres);
            routes = List.copyOf(routes);
        }
    }

    private final List<Box> boxes = new ArrayList<>();
    private final List<Integer> rows = new ArrayList<>();
    private final List<List<Integer>> above = new ArrayList<>();
    private final List<List<Integer>> below = new ArrayList<>();
    /// For each edge the boxes and bends it goes through.
    private final List<List<Integer>> chains = new ArrayList<>();
    private final int real;
    private List<List<Integer>> order = new ArrayList<>();
    private double[] x = new double[0];

    private LayeredLayout(List<Box> given, List<Edge> edges) {
        real = given.size();
        given.forEach(b -> add(b, 0));
        for (Edge edge : edges.stream().sorted(Comparator.comparingInt(Edge::to)).toList()) {
            rows.set(edge.to(), Math.max(rows.get(edge.to()), rows.get(edge.from()) + 1));
        }
        edges.forEach(this::chain);
    }

    /// The drawing of these boxes.
    ///
    /// @param edges each from a box to one behind it in the list
    static Placed of(List<Box> boxes, List<Edge> edges) {
        var layout = new LayeredLayout(boxes, edges);
        layout.arrange();
        layout.place();
        return layout.placed();
    }

    private int add(Box box, int row) {
        boxes.add(box);
        rows.add(row);
        above.add(new ArrayList<>());
        below.add(new ArrayList<>());
        return boxes.size() - 1;
    }

    private void chain(Edge edge) {
        var chain = new ArrayList<Integer>();
        chain.add(edge.from());
        for (int row = rows.get(edge.from()) + 1; row < rows.get(edge.to()); row++) {
            chain.add(add(new Box(BEND_WIDTH, 0), row));
        }
        chain.add(edge.to());
        for (int i = 1; i < chain.size(); i++) {
            below.get(chain.get(i - 1)).add(chain.get(i));
            above.get(chain.get(i)).add(chain.get(i - 1));
        }
        chains.add(chain);
    }

    private void arrange() {
        int count = rows.stream().mapToInt(r -> r + 1).max().orElse(0);
        List<List<Integer>> current = new ArrayList<>();
        IntStream.range(0, count).forEach(_ -> current.add(new ArrayList<>()));
        IntStream.range(0, boxes.size()).forEach(v -> current.get(rows.get(v)).add(v));
        order = copy(current);
        long fewest = crossings(current);
        for (int sweep = 0; sweep < ORDER_SWEEPS && fewest > 0; sweep++) {
            boolean down = sweep % 2 == 0;
            for (int i = 1; i < count; i++) {
                int row = down ? i : count - 1 - i;
                sort(current.get(row), current.get(down ? row - 1 : row + 1), down ? above : below);
            }
            long crossings = crossings(current);
            if (crossings < fewest) {
                fewest = crossings;
                order = copy(current);
            }
        }
    }

    private static List<List<Integer>> copy(List<List<Integer>> rows) {
        return rows.stream().map(List::copyOf).toList();
    }

    /// By the mean place of the neighbours in the fixed row; who has none there stays about where it is.
    private static void sort(List<Integer> row, List<Integer> fixed, List<List<Integer>> neighbours) {
        Map<Integer, Integer> places = places(fixed);
        Map<Integer, Double> keys = new HashMap<>();
        for (int i = 0; i < row.size(); i++) {
            double stay = row.size() == 1 ? 0 : (double) i / (row.size() - 1) * (fixed.size() - 1);
            keys.put(
                    row.get(i),
                    neighbours.get(row.get(i)).stream()
                            .mapToInt(v -> places.getOrDefault(v, 0))
                            .average()
                            .orElse(stay));
        }
        row.sort(Comparator.comparingDouble(v -> keys.getOrDefault(v, 0.0)));
    }

    private static Map<Integer, Integer> places(List<Integer> row) {
        var places = new HashMap<Integer, Integer>();
        row.forEach(v -> places.put(v, places.size()));
        return places;
    }

    private long crossings(List<List<Integer>> arranged) {
        long crossings = 0;
        for (int row = 1; row < arranged.size(); row++) {
            Map<Integer, Integer> places = places(arranged.get(row));
            List<Integer> ends = arranged.get(row - 1).stream()
                    .flatMap(v -> below.get(v).stream().map(w -> places.getOrDefault(w, 0)).sorted())
                    .toList();
            for (int i = 0; i < ends.size(); i++) {
                int end = ends.get(i);
                crossings += ends.subList(i + 1, ends.size()).stream().filter(e -> e < end).count();
            }
        }
        return crossings;
    }

    private void place() {
        x = new double[boxes.size()];
        for (List<Integer> row : order) {
            settle(row, row.stream().mapToDouble(_ -> 0).toArray());
        }
        for (int sweep = 0; sweep < PLACE_SWEEPS; sweep++) {
            boolean down = sweep % 2 == 0;
            for (int i = 0; i < order.size(); i++) {
                List<Integer> row = order.get(down ? i : order.size() - 1 - i);
                settle(row, row.stream().mapToDouble(v -> wish(v, (down ? above : below).get(v))).toArray());
            }
        }
        for (List<Integer> row : order) {
            settle(row, row.stream().mapToDouble(v -> hangs(v) ? wish(v, List.of()) : x[v]).toArray());
        }
    }

    private double wish(int box, List<Integer> neighbours) {
        List<Integer> asked = hangs(box) ? above.get(box) : neighbours;
        return asked.stream().mapToDouble(v -> x[v]).average().orElse(x[box]);
    }

    /// Whether a box or bend is to stand straight below what it comes from: where lines neither part nor meet, and along edges.
    private boolean hangs(int box) {
        return above.get(box).size() == 1
                && (box >= real || below.get(above.get(box).getFirst()).size() == 1);
    }

    /// Sets the row's places as near to the wishes as distances allow. With the distances taken off, places must only not fall
    /// from left to right; neighbours that would are pooled at their weighted mean.
    private void settle(List<Integer> row, double[] wishes) {
        double[] offsets = new double[row.size()];
        for (int i = 1; i < row.size(); i++) {
            offsets[i] = offsets[i - 1] + (boxes.get(row.get(i - 1)).width() + boxes.get(row.get(i)).width()) / 2.0 + GAP;
        }
        var pools = new ArrayList<Pool>();
        for (int i = 0; i < row.size(); i++) {
            double weight = row.get(i) >= real ? BEND_WEIGHT : 1;
            var pool = new Pool(wishes[i] - offsets[i], weight, 1);
            while (!pools.isEmpty() && pools.getLast().place() > pool.place()) {
                pool = pools.removeLast().joined(pool);
            }
            pools.add(pool);
        }
        int i = 0;
        for (Pool pool : pools) {
            for (int k = 0; k < pool.count(); k++, i++) {
                x[row.get(i)] = pool.place() + offsets[i];
            }
        }
    }

    /// Boxes that touch.
    private record Pool(double place, double weight, int count) {
        Pool joined(Pool next) {
            double sum = weight + next.weight;
            return new Pool((place * weight + next.place * next.weight) / sum, sum, count + next.count);
        }
    }

    private Placed placed() {
        double left = IntStream.range(0, boxes.size())
                .mapToDouble(v -> x[v] - boxes.get(v).width() / 2.0)
                .min()
                .orElse(0);
        double right = IntStream.range(0, boxes.size())
                .mapToDouble(v -> x[v] + boxes.get(v).width() / 2.0)
                .max()
                .orElse(0);
        double[] tops = new double[order.size() + 1];
        int[] heights = new int[order.size()];
        for (int row = 0; row < order.size(); row++) {
            heights[row] = order.get(row).stream().mapToInt(v -> boxes.get(v).height()).max().orElse(0);
            tops[row + 1] = tops[row] + heights[row] + ROW_GAP;
        }
        var centres = new ArrayList<Point>();
        for (int v = 0; v < boxes.size(); v++) {
            centres.add(new Point(Math.round(x[v] - left), tops[rows.get(v)] + heights[rows.get(v)] / 2.0));
        }
        int height = (int) Math.ceil(order.isEmpty() ? 0 : tops[order.size()] - ROW_GAP);
        List<List<Point>> routes = chains.stream().map(c -> route(c, centres)).toList();
        return new Placed((int) Math.ceil(right - left), height, centres.subList(0, real), routes);
    }

    private List<Point> route(List<Integer> chain, List<Point> centres) {
        var route = new ArrayList<Point>();
        for (int i = 0; i < chain.size(); i++) {
            Point centre = centres.get(chain.get(i));
            double half = boxes.get(chain.get(i)).height() / 2.0;
            route.add(i == 0 ? new Point(centre.x(), centre.y() + half) : i == chain.size() - 1 ? new Point(centre.x(), centre.y() - half) : centre);
        }
        return route;
    }
}
