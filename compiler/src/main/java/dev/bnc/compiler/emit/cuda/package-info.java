/// Launch plans from programs.
///
/// Entry type: [CudaEmitter]. It takes what a device is to do ([dev.bnc.compiler.plan.DevicePlan]), lets each step become
/// kernels, and lays out the memory. What comes out is described in [dev.bnc.compiler.emit.cuda.launch]. Knows nothing of
/// graphs and of the text of kernels, and needs neither a GPU nor CUDA.
@NullMarked
package dev.bnc.compiler.emit.cuda;

import org.jspecify.annotations.NullMarked;
