package dev.bnc.runtime.data;

import java.util.List;
import java.util.OptionalInt;

/// Examples as floats in memory.
///
/// @param classNames empty if targets are no class numbers
/// @param targetSize floats of a target; 1 if it is a class number
/// @param inputs one input after the other, each in `inputShape`
public record TensorDataset(
        String description,
        List<Integer> inputShape,
        List<String> classNames,
        int targetSize,
        float[] inputs,
        float[] targets)
        implements Dataset {
    public TensorDataset {
        inputShape = List.copyOf(inputShape);
        classNames = List.copyOf(classNames);
        long each = inputShape.stream().reduce(1, Math::multiplyExact);
        if (inputs.length != each * (targets.length / targetSize)) {
            throw new IllegalArgumentException(
                    inputs.length + " inputs of " + inputShape + " for " + targets.length + " targets");
        }
    }

    @Override
    public int size() {
        return targets.length / targetSize;
    }

    @Override
    public OptionalInt classes() {
        return classNames.isEmpty() ? OptionalInt.empty() : OptionalInt.of(classNames.size());
    }

    @Override
    public void readInput(int index, float[] into, int offset) {
        int each = inputs.length / size();
        System.arraycopy(inputs, index * each, into, offset, each);
    }

    @Override
    public void readTarget(int index, float[] into, int offset) {
        System.arraycopy(targets, index * targetSize, into, offset, targetSize);
    }
}
