package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.BatchMean;
import dev.bnc.compiler.graph.op.BatchNormScaleGradient;
import dev.bnc.compiler.graph.op.BatchVariance;
import dev.bnc.compiler.graph.op.ChannelSum;
import dev.bnc.compiler.graph.op.Conv2dWeightGradient;
import dev.bnc.compiler.graph.op.CrossEntropy;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.GroupNormScaleGradient;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Sum;
import dev.bnc.runtime.kernel.Elements;
import dev.bnc.runtime.kernel.GroupShape;
import dev.bnc.runtime.kernel.Rows;
import dev.bnc.runtime.kernel.WeightGradient;
import dev.bnc.runtime.kernel.WinogradGradient;
import java.util.List;
import java.util.OptionalInt;

/// How much room a kernel needs between the two phases of a reduction.
public final class Workspaces {
    private Workspaces() {}

    /// Floats of workspace; none for kernels that reduce nothing across chunks.
    static OptionalInt size(Op op, List<Operand> inputs) {
        if (op instanceof Sum) {
            return OptionalInt.of(
                    new Elements(inputs.getFirst().elements()).partials().size());
        }
        if (op instanceof Conv2dWeightGradient gradient) {
            return OptionalInt.of(gradientSums(gradient, inputs.get(0), inputs.get(1)));
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

    private static int gradientSums(Conv2dWeightGradient op, Operand x, Operand dy) {
        return winograd(op, x, dy)
                ? winogradParts(op, x, dy).size()
                : parts(op, x, dy).size();
    }

    /// Whether the weight gradient of an image `x` is computed by Winograd's algorithm.
    public static boolean winograd(Conv2dWeightGradient op, Operand x, Operand dy) {
        List<Integer> places = dy.dims();
        Shape shape = Shape.of(places.get(0), places.get(3), places.get(1), places.get(2));
        return WinogradCost.paysForWeights(op.window(), x.columns(), shape);
    }

    /// How the weight gradient of an image `x` is cut, given the gradient `dy` of the result.
    public static WeightGradient.Parts parts(Conv2dWeightGradient op, Operand x, Operand dy) {
        Extent kernel = op.window().kernel();
        return new WeightGradient.Parts(dy.rows(), kernel.height() * kernel.width(), x.columns(), dy.columns());
    }

    /// How the weight gradient of an image `x` by Winograd's algorithm is cut, given the gradient `dy` of the result.
    public static WinogradGradient.Parts winogradParts(Conv2dWeightGradient op, Operand x, Operand dy) {
        List<Integer> places = dy.dims();
        return new WinogradGradient.Parts(
                places.get(0),
                places.get(1),
                places.get(2),
                x.columns(),
                dy.columns(),
                op.window().kernel().height());
    }

    private static Rows rows(Operand operand) {
        return new Rows(operand.rows(), operand.columns());
    }
}
