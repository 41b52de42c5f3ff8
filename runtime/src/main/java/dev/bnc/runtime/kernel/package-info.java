/// What a compiled program calls that is not specialised for one net: reductions, pools, normalizers, matrix
/// products.
///
/// Entry types: [Kernels] and [KernelProvider] for whole operators, [MatrixProduct] and [PackPanels] for the matrix
/// products, [VectorMath] for elementary functions, [ThreadPool] to run chunks. Knows nothing of graphs, plans or
/// `.net` files. This is the only package that uses `jdk.incubator.vector`.
///
/// All numbers are `float`s in arrays, at an offset. Activations are channels-last: `[rows, channels]`, where a
/// picture's rows are its positions, `[n, h, w, c]`. Work is cut into chunks that depend on shapes only, so results
/// are the same bits for any number of threads.
@NullMarked
package dev.bnc.runtime.kernel;

import org.jspecify.annotations.NullMarked;
