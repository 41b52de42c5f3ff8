/// From CUDA C to code for a GPU, on the machine that has it, each source once.
///
/// Entry type: [KernelCode]. Knows nothing of plans.
@NullMarked
package dev.bnc.cuda.compile;

import org.jspecify.annotations.NullMarked;
