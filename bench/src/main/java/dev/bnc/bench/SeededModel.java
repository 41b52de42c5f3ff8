package dev.bnc.bench;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.runtime.data.CounterRandom;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import dev.bnc.runtime.train.InitialState;
import dev.bnc.runtime.train.Weights;
import java.util.Optional;
import java.util.stream.Collectors;

/// Weights and examples as if a net had been trained: the weights it would start with, and batch norms whose statistics,
/// scales and shifts are like those of trained nets. The same numbers for the same seed.
public final class SeededModel {
    private final long seed;

    /// Numbers that follow from `seed`.
    public SeededModel(long seed) {
        this.seed = seed;
    }

    /// The net with such weights.
    public TrainedModel of(Model model) {
        StateLayout layout = Compiler.inferenceProgram(model, 1).state();
        float[] state = InitialState.of(layout, seed);
        layout.tensors().forEach(tensor -> settle(tensor, state));
        var roles = model.parameters().stream().collect(Collectors.toMap(ModelParameter::name, ModelParameter::role));
        return new TrainedModel(
                model.name(), model.variant(), model.graph(), roles, Weights.of(layout, state), Optional.empty());
    }

    /// Standard normal numbers.
    float[] input(int size) {
        CounterRandom random = CounterRandom.of(seed, "input");
        var input = new float[size];
        for (int i = 0; i < size; i++) {
            input[i] = (float) random.gaussian(i);
        }
        return input;
    }

    /// A class for each example.
    int[] labels(int examples, int classes) {
        CounterRandom random = CounterRandom.of(seed, "labels");
        var labels = new int[examples];
        for (int i = 0; i < examples; i++) {
            labels[i] = random.below(classes, i);
        }
        return labels;
    }

    private void settle(StateTensor tensor, float[] state) {
        CounterRandom random = CounterRandom.of(seed, "settled " + tensor.name());
        for (int i = 0; i < tensor.size(); i++) {
            int place = tensor.offset() + i;
            state[place] = switch (tensor.role()) {
                case GAMMA, VARIANCE -> (float) (0.5 + random.uniform(i));
                case BETA, BIAS, MEAN -> (float) (0.1 * random.gaussian(i));
                case WEIGHT, COVARIANCE, SLOT -> state[place];
            };
        }
    }
}
