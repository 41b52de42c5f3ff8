/// CUDA C++ for the steps of a plan: one or a few kernels a step, made for its shapes, strides and fused bodies.
///
/// Entry types: [CudaKernels] makes the kernels of a step, [ModuleSource] joins many to one module. What is the same for all
/// shapes is CUDA C++ in the resources of this package ([Library]); what is emitted are the numbers and the fused bodies.
/// Every pointer is a parameter, every number a constant of the text, so equal steps of a net share a kernel.
///
/// Nothing here knows of drivers or addresses. Instructions that C++ has no words for stand in functions of their own, of
/// which tests have twins, so that all kernels also run on a CPU.
@NullMarked
package dev.bnc.compiler.emit.cuda.kernel;

import org.jspecify.annotations.NullMarked;
