/// Graphs of bnc as calls of libtorch.
///
/// Entry type: [TorchGraph].
@NullMarked
package dev.bnc.bench.torch;

import org.jspecify.annotations.NullMarked;
