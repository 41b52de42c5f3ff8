/// Trained models as files.
///
/// Entry types: [dev.bnc.compiler.artifact.TrainedModel] and, for all that its file holds,
/// [dev.bnc.compiler.artifact.ModelArtifact].
@NullMarked
package dev.bnc.compiler.artifact;

import org.jspecify.annotations.NullMarked;
