package dev.bnc.compiler.fusion;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.reference.Tensor;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// The example of a seed: element `i`, in row-major order, is the `i`-th number of the JDK's generator `L64X128MixRandom`
/// with that seed, from 0 to 1, rounded to float, times 255 for [PixelScale#BYTES].
public final class ProbeInput {
    private ProbeInput() {}

    /// The example of `seed`.
    public static Tensor of(long seed, Shape shape, PixelScale pixels) {
        RandomGenerator random =
                RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        return Tensor.generate(shape, _ -> (float) (pixels.white() * random.nextFloat()));
    }
}
