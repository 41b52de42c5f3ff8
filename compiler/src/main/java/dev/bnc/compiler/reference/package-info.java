/// What every operator means: slow, obvious, in float64. Every backend is tested against it, and constants are
/// folded with it.
///
/// Entry type: [ReferenceInterpreter]. Tensors are logical (batch, channels, positions, row-major); nothing here
/// knows of layouts, vectors or threads, and nothing here may be tuned for speed.
@NullMarked
package dev.bnc.compiler.reference;

import org.jspecify.annotations.NullMarked;
