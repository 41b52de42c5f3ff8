package dev.bnc.compiler.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.page.LayeredLayout.Box;
import dev.bnc.compiler.page.LayeredLayout.Edge;
import dev.bnc.compiler.page.LayeredLayout.Placed;
import dev.bnc.compiler.page.LayeredLayout.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayeredLayoutTest {
    private static final Box BOX = new Box(100, 40);

    @Test
    void nothingIsNothing() {
        Placed placed = LayeredLayout.of(List.of(), List.of());
        assertThat(placed.centres()).isEmpty();
        assertThat(placed.width()).isZero();
        assertThat(placed.height()).isZero();
    }

    @Test
    void aChainIsOneColumn() {
        Placed placed =
                LayeredLayout.of(boxes(5), List.of(new Edge(0, 1), new Edge(1, 2), new Edge(2, 3), new Edge(3, 4)));
        assertThat(placed.width()).isEqualTo(100);
        assertThat(placed.centres()).allMatch(p -> p.x() == 50);
        assertThat(placed.routes()).allMatch(r -> r.size() == 2);
    }

    /// Branches of different lengths that part and meet: each is a straight column, and so is the line on from it.
    @Test
    void branchesAreStraight() {
        Placed placed = LayeredLayout.of(
                boxes(7),
                List.of(
                        new Edge(0, 1),
                        new Edge(0, 2),
                        new Edge(2, 3),
                        new Edge(3, 4),
                        new Edge(0, 5),
                        new Edge(1, 6),
                        new Edge(4, 6),
                        new Edge(5, 6)));
        List<Point> at = placed.centres();
        assertThat(at.get(2).x()).isEqualTo(at.get(3).x()).isEqualTo(at.get(4).x());
        assertThat(at.get(6).y()).isGreaterThan(at.get(4).y());
        List<Point> longWay = placed.routes().get(5);
        assertThat(longWay).hasSize(4);
        assertThat(longWay.subList(0, 3)).allMatch(p -> p.x() == at.get(1).x());
    }

    /// Edges 0-3 and 1-2 would cross in the order in which the boxes are given.
    @Test
    void crossingsAreTakenOut() {
        Placed placed = LayeredLayout.of(boxes(4), List.of(new Edge(1, 2), new Edge(0, 3)));
        List<Point> at = placed.centres();
        assertThat(at.get(0).x() < at.get(1).x())
                .isEqualTo(at.get(3).x() < at.get(2).x());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void boxesDoNotOverlapAndEdgesGoDown(long seed) {
        var random = new Random(seed);
        int count = 2 + random.nextInt(40);
        List<Box> boxes = IntStream.range(0, count)
                .mapToObj(_ -> new Box(20 + random.nextInt(150), 10 + random.nextInt(50)))
                .toList();
        var edges = new ArrayList<Edge>();
        for (int to = 1; to < count; to++) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                edges.add(new Edge(random.nextInt(to), to));
            }
        }
        Placed placed = LayeredLayout.of(boxes, edges);
        assertThat(placed).isEqualTo(LayeredLayout.of(boxes, edges));
        for (int i = 0; i < count; i++) {
            assertThat(left(placed, boxes, i)).isGreaterThanOrEqualTo(-1);
            assertThat(left(placed, boxes, i) + boxes.get(i).width()).isLessThanOrEqualTo(placed.width() + 1);
            for (int j = 0; j < i; j++) {
                assertThat(overlap(placed, boxes, i, j))
                        .as("seed %d, boxes %d and %d", seed, i, j)
                        .isFalse();
            }
        }
        for (List<Point> route : placed.routes()) {
            for (int i = 1; i < route.size(); i++) {
                assertThat(route.get(i).y()).isGreaterThan(route.get(i - 1).y());
            }
        }
    }

    private static boolean overlap(Placed placed, List<Box> boxes, int i, int j) {
        Point a = placed.centres().get(i);
        Point b = placed.centres().get(j);
        return Math.abs(a.x() - b.x()) < (boxes.get(i).width() + boxes.get(j).width()) / 2.0
                && Math.abs(a.y() - b.y())
                        < (boxes.get(i).height() + boxes.get(j).height()) / 2.0;
    }

    private static double left(Placed placed, List<Box> boxes, int i) {
        return placed.centres().get(i).x() - boxes.get(i).width() / 2.0;
    }

    private static List<Box> boxes(int count) {
        return IntStream.range(0, count).mapToObj(_ -> BOX).toList();
    }
}
