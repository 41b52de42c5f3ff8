package dev.bnc.compiler.model;

import dev.bnc.compiler.autodiff.TrainingRecipe;
import dev.bnc.compiler.syntax.SourceSpan;
import dev.bnc.runtime.data.Domain;
import dev.bnc.runtime.train.TrainSettings;
import java.util.List;

/// How a model is trained.
///
/// @param settings what the trainer does from step to step
/// @param recipe what one step computes; the batch size of its target is open
/// @param batch where the batch size is written, or the data section's kind if it is not
/// @param last where it is written what happens to the last batch, or the same place as `batch`
/// @param domains kinds of examples a trained model can be measured on and adapted to
public record Training(
        TrainSettings settings, TrainingRecipe recipe, SourceSpan batch, SourceSpan last, List<Domain> domains) {
    public Training {
        domains = List.copyOf(domains);
    }

    /// The same with values to be watched.
    public Training withProbes(List<Probe> probes) {
        List<dev.bnc.runtime.train.Probe> settings =
                probes.stream().map(Probe::setting).toList();
        return new Training(this.settings.withProbes(settings), recipe, batch, last, domains);
    }
}
