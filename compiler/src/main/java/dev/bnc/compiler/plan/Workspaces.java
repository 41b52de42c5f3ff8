package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.op.BatchMean;
import dev.bnc.compiler.graph.op.BatchNormScaleGradient;
import dev.bnc.compiler.graph.op.BatchVariance;
import dev.bnc.compiler.graph.op.ChannelSum;
import dev.bnc.compiler.graph.op.CrossEntropy;
import dev.bnc.compiler.graph.op.GroupNormScaleGradient;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Sum;
import dev.bnc.runtime.kernel.Elements;
import dev.bnc.runtime.kernel.GroupShape;
import dev.bnc.runtime.kernel.Rows;
import java.util.List;
import java.util.OptionalInt;

/// How much room a kernel needs between the two phases of a reduction.
final class Workspaces {
    private Workspaces() {}

    /// Floats of workspace; none for kernels that reduce nothing across chunks.
    static OptionalInt size(Op op, List<Operand> inputs) {
        if (op instanceof Sum) {
            return OptionalInt.of(
                    new Elements(inputs.getFirst().elements()).partials().size());
        }
        if (op instanceof CrossEntropy) {
            return OptionalInt.of(rows(inputs.getFirst()).scalarPartials().size());
        }
        if (op instanceof GroupNormScaleGradient norm) {
            List<Integer> dims = inputs.getFirst().dims();
            int positions = inputs.getFirst().rows() / dims.getFirst();
            var shape = new GroupShape(dims.getFirst(), positions, dims.getLast(), norm.groups());
            return OptionalInt.of(shape.partials().size());
        }
        boolean channelwise = op instanceof BatchMean
                || op instanceof BatchVariance
                || op instanceof BatchNormScaleGradient
                || op instanceof ChannelSum;
        return channelwise ? OptionalInt.of(rows(inputs.getFirst()).partials().size()) : OptionalInt.empty();
    }

    private static Rows rows(Operand operand) {
        return new Rows(operand.rows(), operand.columns());
    }
}
