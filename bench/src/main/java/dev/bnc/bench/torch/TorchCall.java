package dev.bnc.bench.torch;

import org.bytedeco.pytorch.Tensor;

/// A call of libtorch with everything but the tensors worked out.
@FunctionalInterface
interface TorchCall {
    /// Makes a value of others.
    ///
    /// @param values by number, as [TorchValues] gives them out
    Tensor of(Tensor[] values);
}
