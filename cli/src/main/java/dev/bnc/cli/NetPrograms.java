package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.ProgramGraph;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.Training;
import java.util.Optional;

/// The programs of a net, for a batch size that may be given.
final class NetPrograms {
    private NetPrograms() {}

    /// Inference, of one example at a time unless given.
    static ProgramGraph inference(Model model, Optional<Integer> batch) {
        return Compiler.inferenceProgram(model, batch.orElse(1));
    }

    /// The training step, of the net's batch unless given.
    ///
    /// @throws UserError if the net says nothing of training
    static ProgramGraph training(Model model, Optional<Integer> batch) {
        Training section = model.training()
                .orElseThrow(() -> UserError.of(
                        ExitCodes.BAD_NET, "net " + model.name() + " has no train section, so no training step"));
        return Compiler.trainingProgram(
                model, batch.orElseGet(() -> section.settings().data().batch()));
    }
}
