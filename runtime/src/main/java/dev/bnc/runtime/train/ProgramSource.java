package dev.bnc.runtime.train;

import dev.bnc.runtime.program.Program;
import java.util.Map;

/// Makes a net's programs for the batch sizes that training turns out to need. The compiler implements it.
///
/// All programs of one source share the layout of the model's own tensors; the training program's optimizer slots
/// follow behind them. Asking twice for the same program may return the same one.
public interface ProgramSource {
    /// One training step. Inputs: the settings' `input` and `target`, and those of [StepScalars] that it needs.
    /// Outputs: the scalar `loss`, of the parameters before the update, and those of the settings' probes.
    Program training(int batch);

    /// The net with stored statistics. Input: `input`; outputs: the net's own.
    Program inference(int batch);

    /// The forward pass with batch statistics; changes no state. Input: `input`. Outputs: for each population mean and
    /// variance in the state one output of the tensor's name and shape, holding this batch's estimate, the variance
    /// already scaled as the net's convention says (m / (m - 1) by default). Their averages over batches are the
    /// population statistics. A net without batch norm has no outputs here.
    Program statistics(int batch);

    /// The biases that batch norm makes dead, as its batches' mean is subtracted right after: for each its name and that of
    /// the running mean. They stay in the state, as 0.
    default Map<String, String> deadBiases() {
        return Map.of();
    }

    /// The smallest batch a training step is defined for: 2 if some batch norm gets one value per channel and example,
    /// otherwise 1.
    int smallestBatch();
}
