/// CUDA C for the steps of a plan: one or a few kernels a step, made for its shapes, strides and fused bodies.
///
/// Entry types: [StepKernels] makes the launches of a step, [PlanKernels] those of a whole plan (with what several steps
/// have in common done at once), [ModuleSource] the text of a module that holds their kernels. What is the same for
/// all shapes is CUDA C++ in the resources of this package ([Library]); what is emitted are the numbers and the
/// fused bodies.
///
/// Nothing here knows of drivers, buffers' addresses or launch plans: kernels take pointers to the operands of
/// [dev.bnc.compiler.plan].
@NullMarked
package dev.bnc.compiler.emit.cuda.kernel;

import org.jspecify.annotations.NullMarked;
