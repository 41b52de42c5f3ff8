package dev.bnc.runtime.program;

import java.util.List;
import java.util.Optional;

/// Where each parameter, statistic and optimizer slot lies in the state array.
///
/// A model's training and inference programs share one layout of the model's own tensors, so both run on the same
/// array; optimizer slots follow behind them.
public record StateLayout(List<StateTensor> tensors) {
    public StateLayout {
        tensors = List.copyOf(tensors);
    }

    /// Number of floats of the whole state.
    public int size() {
        return tensors.stream().mapToInt(t -> t.offset() + t.size()).max().orElse(0);
    }

    /// The tensor of that name, if there is one.
    public Optional<StateTensor> find(String name) {
        return tensors.stream().filter(t -> t.name().equals(name)).findFirst();
    }
}
