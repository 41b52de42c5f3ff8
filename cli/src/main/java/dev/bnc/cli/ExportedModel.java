package dev.bnc.cli;

import dev.bnc.compiler.artifact.TrainedModel;
import java.nio.file.Path;

/// What an exporter is given.
///
/// @param source the file it was read from
/// @param trained as it was trained
/// @param shipped as it is to be written: fused, unless the user said otherwise
record ExportedModel(Path source, TrainedModel trained, TrainedModel shipped) {
    /// Whether batch norms have been folded.
    boolean fused() {
        return !shipped.equals(trained);
    }
}
