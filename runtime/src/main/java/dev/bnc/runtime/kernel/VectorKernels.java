package dev.bnc.runtime.kernel;

/// [Kernels] with the Vector API. What does not gain by it is inherited.
public final class VectorKernels extends ScalarKernels {
    /// Stateless; any number will do.
    public VectorKernels() {}
}
