/// A trained model made ready for use: folds, new weights, and the certificate that says what was done and how well it
/// agrees.
///
/// Entry type: [dev.bnc.compiler.fusion.ModelFusion]. Knows nothing of files.
@NullMarked
package dev.bnc.compiler.fusion;

import org.jspecify.annotations.NullMarked;
