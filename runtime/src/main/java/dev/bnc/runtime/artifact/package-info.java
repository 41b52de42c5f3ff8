/// Files: weights (safetensors, npy), models, checkpoints and run folders. Readers bound every size they take from a
/// file
/// before they allocate; writers write a temporary file, force it to disk and rename it.
///
/// Entry types: [SafeTensors], [ModelFile], [Checkpoint], [RunFolder]. Data only: reading never runs code from a file.
@NullMarked
package dev.bnc.runtime.artifact;

import org.jspecify.annotations.NullMarked;
