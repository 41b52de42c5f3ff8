package dev.bnc.compiler.artifact;

import dev.bnc.runtime.artifact.NamedTensor;
import java.util.List;

/// Examples with the answers that the model must give, recorded when it was exported, of the model as it was trained.
///
/// @param input `[examples, ...]`, as callers give them: before the task's transforms
/// @param outputs `[examples, ...]`, one for each output of the net, in the graph's order and named like it
/// @param real how many of the examples come from the data, the last ones; the others are drawn at random
/// @param source what computed the answers
/// @param tolerance largest difference that passes, see [dev.bnc.compiler.shipping.SelfTest]
public record Goldens(NamedTensor input, List<NamedTensor> outputs, int real, Source source, double tolerance) {
    /// What computed the answers.
    public enum Source {
        /// The reference interpreter, in float64.
        REFERENCE,
        /// The program of the model as it was trained, in float32: for nets that take the interpreter too long.
        PROGRAM
    }

    public Goldens {
        outputs = List.copyOf(outputs);
    }

    /// How many examples there are.
    public int examples() {
        return input.shape().getFirst();
    }

    /// One of the examples.
    public float[] example(int index) {
        return row(input, index);
    }

    /// What that output is for one of the examples.
    public float[] answer(int output, int index) {
        return row(outputs.get(output), index);
    }

    private static float[] row(NamedTensor tensor, int index) {
        int each = tensor.size() / tensor.shape().getFirst();
        var row = new float[each];
        System.arraycopy(tensor.storage(), tensor.offset() + index * each, row, 0, each);
        return row;
    }
}
