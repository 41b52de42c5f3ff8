/// Launch plans: what a GPU does for one training step or inference, as plain data.
///
/// Entry type: [LaunchPlan]. [LaunchPlanPrinter] shows one as text, [LaunchPlanJson] and [LaunchPlanReader] bring it to JSON
/// and back, [LaunchPlanVerifier] says what holds in a correct one. [StepKernels] is what makes kernels of a plan's steps.
/// Knows nothing of graphs and of how CUDA C is written, and needs neither a GPU nor CUDA.
@NullMarked
package dev.bnc.compiler.emit.cuda.launch;

import org.jspecify.annotations.NullMarked;
