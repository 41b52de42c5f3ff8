package dev.bnc.runtime.train;

import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Takes biases that batch norm subtracts again into its running mean: `(x + b) - m = x - (m - b)`. So the net computes
/// what it did, and the bias is 0 like that of a net trained from the start.
final class DeadBiases {
    private DeadBiases() {}

    /// Absorbs those that are not 0.
    ///
    /// @param means for each bias that is followed by batch norm the name of its running mean
    /// @return names of the biases absorbed
    static List<String> absorb(Map<String, String> means, StateLayout layout, float[] state) {
        List<String> absorbed = new ArrayList<>();
        for (StateTensor bias : layout.tensors()) {
            String mean = means.get(bias.name());
            if (mean != null && absorb(bias, tensor(mean, layout), state)) {
                absorbed.add(bias.name());
            }
        }
        return absorbed;
    }

    private static StateTensor tensor(String name, StateLayout layout) {
        return layout.find(name).orElseThrow(() -> new IllegalStateException("the state has no " + name));
    }

    private static boolean absorb(StateTensor bias, StateTensor mean, float[] state) {
        boolean any = false;
        for (int i = 0; i < bias.size(); i++) {
            float b = state[bias.offset() + i];
            any |= b != 0;
            state[mean.offset() + i] -= b;
            state[bias.offset() + i] = 0;
        }
        return any;
    }
}
