package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.reference.Tensor;
import java.util.Arrays;
import java.util.Random;

/// Seeded test data.
final class Tensors {
    private Tensors() {}

    /// Different numbers between -1.5 and 1.5, in random order, none near 0 and no two near each other: no kink of an
    /// activation and no tie of a maximum is within reach of a small step.
    static Tensor spread(long seed, Integer... sizes) {
        return spread(seed, Shape.of(sizes));
    }

    /// As above, for a shape at hand.
    static Tensor spread(long seed, Shape shape) {
        int count = Math.toIntExact(shape.elements());
        int[] order = new Random(seed)
                .ints(0, Integer.MAX_VALUE)
                .distinct()
                .limit(count)
                .toArray();
        int[] sorted = order.clone();
        Arrays.sort(sorted);
        double step = 3.0 / count;
        return Tensor.generate(shape, i -> (Arrays.binarySearch(sorted, order[i]) - count / 2 + 0.37) * step);
    }

    /// Numbers between 0.5 and 2.
    static Tensor positive(long seed, Integer... sizes) {
        return spread(seed, sizes).map(v -> 1.25 + v / 2);
    }
}
