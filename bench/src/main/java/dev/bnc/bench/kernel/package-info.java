/// The emitted matrix and convolution kernels by themselves, in JMH: every shape that the nets have, taken from their plans.
///
/// Entry type: [KernelRun].
@NullMarked
package dev.bnc.bench.kernel;

import org.jspecify.annotations.NullMarked;
