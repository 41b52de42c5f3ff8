package dev.bnc.cli;

import dev.bnc.compiler.artifact.Goldens;
import dev.bnc.compiler.artifact.ModelArtifact;
import dev.bnc.compiler.artifact.Provenance;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.shipping.RecordGoldens;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.program.WorkerPool;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What an exporter is given.
///
/// @param source the file it was read from
/// @param trainedArtifact as it was trained, with the statistics that were chosen; as it was exported, if it was
/// @param shipped as it is to be written: fused, unless the user said otherwise
/// @param certificate what fusion did
/// @param examples of the model's data, if that is at hand
/// @param execution how it is run
record ExportedModel(
        Path source,
        ModelArtifact trainedArtifact,
        TrainedModel shipped,
        Optional<Json.Obj> certificate,
        List<float[]> examples,
        Execution execution) {
    /// As it was trained, with the statistics that were chosen.
    TrainedModel trained() {
        return trainedArtifact.model();
    }

    /// Where its statistics come from.
    Provenance statistics() {
        return trainedArtifact.statistics();
    }

    /// Whether batch norms have been folded.
    boolean fused() {
        return certificate.isPresent();
    }

    /// The answers that what is written must give: those of the model as it was trained.
    Goldens goldens() {
        if (trainedArtifact.goldens().isPresent() && trainedArtifact.fused()) {
            return trainedArtifact.goldens().get();
        }
        try (WorkerPool pool = execution.pool()) {
            return RecordGoldens.of(trained(), examples, pool);
        }
    }
}
