package dev.bnc.compiler.measure;

import dev.bnc.compiler.graph.ElementType;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.runtime.data.CounterRandom;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.train.StepScalars;

/// Inputs for programs whose answers nobody reads: standard normal numbers, class 0 for labels. The learning rate is 0, so
/// that a training step, however often it is repeated, computes what it always does and leaves the weights alone.
final class SampleInputs {
    private static final long SEED = 1;

    private SampleInputs() {}

    /// Writes all inputs of the program of `graph`.
    static void write(Graph graph, Program program, float[] arena) {
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Input(String name)) {
                fill(name, node, program.info().input(name), arena);
            }
        }
    }

    private static void fill(String name, Node node, Slot slot, float[] arena) {
        CounterRandom random = CounterRandom.of(SEED, name);
        boolean scalar = slot.shape().isEmpty();
        for (int i = 0; i < slot.size(); i++) {
            arena[slot.offset() + i] = node.result().type().element() == ElementType.I32
                    ? 0
                    : scalar ? scalar(name) : (float) random.gaussian(i);
        }
    }

    private static float scalar(String name) {
        return name.equals(StepScalars.LR.input()) ? 0 : 1;
    }
}
