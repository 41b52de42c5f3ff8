/// bnc beside ONNX Runtime and libtorch: the same nets, weights and inputs in one process, engine after engine in turn.
///
/// Entry type: [Bench]. Nothing of bnc depends on this module, and the default build leaves it out.
@NullMarked
package dev.bnc.bench;

import org.jspecify.annotations.NullMarked;
