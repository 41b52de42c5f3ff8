package dev.bnc.compiler.reference;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.AvgPool;
import dev.bnc.compiler.graph.op.AvgPoolGradient;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Window;
import java.util.Arrays;

/// Pools over windows and over whole images.
final class PoolingSemantics {
    private PoolingSemantics() {}

    /// A window that lies wholly in the padding gives -infinity: padding never wins.
    static Tensor maxPool(Window window, Tensor x) {
        Cells cells = Cells.of(window, imageSize(x));
        int[] largest = largestCells(cells, x);
        return Tensor.generate(
                x.shape()
                        .with(2, cells.places().height())
                        .with(3, cells.places().width()),
                j -> largest[j] < 0 ? Double.NEGATIVE_INFINITY : x.at(largest[j]));
    }

    static Tensor maxPoolGradient(Window window, Tensor dy, Tensor x) {
        int[] largest = largestCells(Cells.of(window, imageSize(x)), x);
        double[] dx = new double[x.length()];
        for (int j = 0; j < largest.length; j++) {
            if (largest[j] >= 0) {
                dx[largest[j]] += dy.at(j);
            }
        }
        return Tensor.of(x.shape(), dx);
    }

    /// For each element of the result the place of the first largest cell of its window, -1 where there is no cell.
    private static int[] largestCells(Cells cells, Tensor x) {
        int planes = x.batch() * x.channels();
        int places = area(cells.places());
        int[] largest = new int[planes * places];
        Arrays.fill(largest, -1);
        for (int plane = 0; plane < planes; plane++) {
            int from = plane * area(cells.image());
            int to = plane * places;
            cells.forEach((cell, _, place) -> {
                int best = largest[to + place];
                if (best < 0 || x.at(from + cell) > x.at(best)) {
                    largest[to + place] = from + cell;
                }
            });
        }
        return largest;
    }

    static Tensor avgPool(AvgPool o, Tensor x) {
        Cells cells = Cells.of(o.window(), imageSize(x));
        double[] divisors = divisors(cells, o.countPadding());
        double[] y = new double[x.batch() * x.channels() * divisors.length];
        forEachPlane(x.batch() * x.channels(), cells, divisors, (i, j, divisor) -> y[j] += x.at(i) / divisor);
        return Tensor.of(
                x.shape()
                        .with(2, cells.places().height())
                        .with(3, cells.places().width()),
                y);
    }

    static Tensor avgPoolGradient(AvgPoolGradient o, Tensor dy) {
        Cells cells = Cells.of(o.window(), o.inputSize());
        double[] divisors = divisors(cells, o.countPadding());
        double[] dx = new double[dy.batch() * dy.channels() * area(cells.image())];
        forEachPlane(dy.batch() * dy.channels(), cells, divisors, (i, j, divisor) -> dx[i] += dy.at(j) / divisor);
        return Tensor.of(
                dy.shape().with(2, cells.image().height()).with(3, cells.image().width()), dx);
    }

    private interface Share {
        void add(int cell, int place, double divisor);
    }

    private static void forEachPlane(int planes, Cells cells, double[] divisors, Share share) {
        for (int plane = 0; plane < planes; plane++) {
            int image = plane * area(cells.image());
            int result = plane * divisors.length;
            cells.forEach((cell, _, place) -> share.add(image + cell, result + place, divisors[place]));
        }
    }

    /// By what the sum over each window is divided; 1 where a window has no cell, so that the mean is 0.
    private static double[] divisors(Cells cells, boolean countPadding) {
        double[] counts = new double[area(cells.places())];
        if (countPadding) {
            Arrays.fill(counts, area(cells.window().kernel()));
        } else {
            cells.forEach((_, _, place) -> counts[place]++);
        }
        return Arrays.stream(counts).map(count -> Math.max(count, 1)).toArray();
    }

    static Tensor globalMaxPool(Tensor x) {
        int[] largest = largestOfPlanes(x);
        return Tensor.generate(Shape.of(x.batch(), x.channels()), i -> x.at(largest[i]));
    }

    static Tensor globalMaxPoolGradient(Tensor dy, Tensor x) {
        int[] largest = largestOfPlanes(x);
        double[] dx = new double[x.length()];
        for (int i = 0; i < largest.length; i++) {
            dx[largest[i]] = dy.at(i);
        }
        return Tensor.of(x.shape(), dx);
    }

    private static int[] largestOfPlanes(Tensor x) {
        return largestCells(Cells.of(Window.of(imageSize(x)), imageSize(x)), x);
    }

    static Tensor spatialSum(Tensor x) {
        double[] sums = new double[x.batch() * x.channels()];
        for (int i = 0; i < x.length(); i++) {
            sums[i / x.positions()] += x.at(i);
        }
        return Tensor.of(Shape.of(x.batch(), x.channels()), sums);
    }

    static Tensor broadcastSpatial(Extent size, Tensor x) {
        Shape shape = Shape.of(x.batch(), x.channels(), size.height(), size.width());
        return Tensor.generate(shape, i -> x.at(i / area(size)));
    }

    private static Extent imageSize(Tensor x) {
        return new Extent(x.shape().size(2), x.shape().size(3));
    }

    private static int area(Extent extent) {
        return extent.height() * extent.width();
    }
}
