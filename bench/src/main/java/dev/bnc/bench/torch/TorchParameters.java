package dev.bnc.bench.torch;

import dev.bnc.compiler.graph.Value;
import dev.bnc.runtime.artifact.NamedTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// A model's weights and statistics as tensors of libtorch.
public final class TorchParameters {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private TorchParameters() {}

    /// Copies the weights; filters in the order of memory that images are in.
    public static TorchParameters of(List<NamedTensor> weights, torch.MemoryFormat format) {
        var parameters = new TorchParameters();
        for (NamedTensor weight : weights) {
            float[] values = Arrays.copyOfRange(weight.storage(), weight.offset(), weight.offset() + weight.size());
            parameters.tensors.put(weight.name(), tensor(values, weight.shape(), format));
        }
        return parameters;
    }

    /// A tensor of numbers given row-major.
    public static Tensor tensor(float[] values, List<Integer> shape, torch.MemoryFormat format) {
        Tensor rowMajor = Tensor.create(values, sizes(shape));
        return shape.size() == 4 ? rowMajor.contiguous(format) : rowMajor;
    }

    /// The tensor of that name.
    ///
    /// @throws IllegalArgumentException if there is none
    public Tensor get(String name) {
        Tensor found = tensors.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no weights " + name + " among " + tensors.keySet());
        }
        return found;
    }

    /// The parameter as an operand that may be left out.
    TensorOptional given(Value parameter) {
        if (!parameter.isParameter()) {
            throw new IllegalArgumentException(parameter + " is computed; libtorch is given parameters only here");
        }
        return new TensorOptional(get(parameter.name()));
    }

    /// Sizes as libtorch takes them.
    static long[] sizes(List<Integer> shape) {
        return shape.stream().mapToLong(Integer::longValue).toArray();
    }
}
