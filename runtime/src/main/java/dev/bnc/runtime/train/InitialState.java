package dev.bnc.runtime.train;

import dev.bnc.runtime.data.CounterRandom;
import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;

/// A state's first values. Each tensor's depend on the seed, its name and its initializer only, not on the tensors
/// beside it: adding a layer leaves the others' first values as they were.
public final class InitialState {
    // Of normal numbers 4.6 % lie further out than two deviations: 64 draws in a row never happen.
    private static final int MOST_DRAWS = 64;

    private InitialState() {}

    /// New initial values for all tensors.
    public static float[] of(StateLayout layout, long seed) {
        var state = new float[layout.size()];
        for (StateTensor tensor : layout.tensors()) {
            fill(tensor, CounterRandom.of(seed, tensor.name()), state);
        }
        return state;
    }

    private static void fill(StateTensor tensor, CounterRandom random, float[] state) {
        for (int i = 0; i < tensor.size(); i++) {
            state[tensor.offset() + i] = (float) element(tensor.initializer(), random, i);
        }
    }

    private static double element(Initializer initializer, CounterRandom random, int index) {
        return switch (initializer) {
            case Initializer.Constant(double value) -> value;
            case Initializer.Normal(double deviation) -> deviation * random.gaussian(index);
            case Initializer.TruncatedNormal(double deviation) -> deviation * truncated(random, index);
            case Initializer.Uniform(double bound) -> bound * (2 * random.uniform(index) - 1);
        };
    }

    private static double truncated(CounterRandom random, int index) {
        double drawn = 0;
        for (int draw = 0; draw < MOST_DRAWS; draw++) {
            drawn = random.gaussian((long) index * MOST_DRAWS + draw);
            if (Math.abs(drawn) <= 2) {
                return drawn;
            }
        }
        return Math.copySign(2, drawn);
    }
}
