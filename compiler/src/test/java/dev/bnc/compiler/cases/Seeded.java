package dev.bnc.compiler.cases;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.reference.Tensor;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Test data that depend on a seed and nothing else. Every number is a float, so that backends start from the very same
/// values as the reference.
public final class Seeded {
    private Seeded() {}

    /// Numbers between -2 and 2, evenly spread and shuffled: all differ, none is 0. So no two are a tie for a pool, and
    /// a small step for a finite difference crosses no kink.
    public static Tensor spread(long seed, Shape shape) {
        int n = Math.toIntExact(shape.elements());
        int[] order = shuffled(seed, n);
        // differs between neighbouring seeds, and is never 0 or 1/2, so tensors of different seeds do not meet
        double offset = 0.53 + 0.07 * Math.floorMod(seed, 6);
        return Tensor.generate(shape, i -> (float) ((order[i] + offset) * 4 / n - 2));
    }

    /// Numbers between 0.5 and 2.5, as [#spread].
    public static Tensor positive(long seed, Shape shape) {
        return spread(seed, shape).map(v -> (float) (1.5 + v / 2));
    }

    /// Labels from 0 to before `classes`.
    public static Tensor labels(long seed, int n, int classes) {
        RandomGenerator random = generator(seed);
        return Tensor.generate(Shape.of(n), _ -> random.nextInt(classes));
    }

    private static int[] shuffled(long seed, int n) {
        RandomGenerator random = generator(seed);
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
