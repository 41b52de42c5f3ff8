/// Trained models as files.
///
/// Entry type: [dev.bnc.compiler.artifact.TrainedModel].
@NullMarked
package dev.bnc.compiler.artifact;

import org.jspecify.annotations.NullMarked;
