package dev.bnc.compiler.onnx;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.GroupNorm;
import dev.bnc.compiler.graph.op.LocalResponseNorm;
import java.util.Arrays;
import java.util.List;

/// Normalizers, in the forms that readers of ONNX take: where theirs are narrower than ours, others compute the same.
final class NormalizationOperators {
    private NormalizationOperators() {}

    /// ONNX always wants gamma and beta.
    static void batchNorm(Site site, BatchNorm o) {
        int channels = site.shape().size(1);
        String gamma = o.scale() ? site.operand(3) : filled(site, channels, 1);
        String beta = o.shift() ? site.operand(o.scale() ? 4 : 3) : filled(site, channels, 0);
        List<String> operands = List.of(site.operand(0), gamma, beta, site.operand(1), site.operand(2));
        site.result("BatchNormalization", operands, OnnxAttribute.single("epsilon", o.eps()));
    }

    /// ONNX's `GroupNormalization` came late (set 18) and meant something else until 21, so the groups become the channels of
    /// an instance norm: `[n, groups, elements of a group]`. Layer norm of features and instance norm of images are there
    /// as they are.
    static void groupNorm(Site site, GroupNorm o) {
        Shape shape = site.shape();
        int channels = shape.size(1);
        if (o.groups() == 1 && shape.rank() == 2) {
            String gamma = o.scale() ? site.operand(1) : filled(site, channels, 1);
            String beta = o.shift() ? site.operand(o.scale() ? 2 : 1) : filled(site, channels, 0);
            site.result(
                    "LayerNormalization",
                    List.of(site.operand(0), gamma, beta),
                    OnnxAttribute.whole("axis", 1),
                    OnnxAttribute.single("epsilon", o.eps()));
            return;
        }
        OnnxAttribute epsilon = OnnxAttribute.single("epsilon", o.eps());
        if (o.groups() == channels && shape.rank() > 2) {
            String gamma = o.scale() ? site.operand(1) : filled(site, channels, 1);
            String beta = o.shift() ? site.operand(o.scale() ? 2 : 1) : filled(site, channels, 0);
            site.result("InstanceNormalization", List.of(site.operand(0), gamma, beta), epsilon);
            return;
        }
        String grouped = site.step(
                "Reshape", List.of(site.operand(0), site.graph().wholes(List.of(0, o.groups(), -1))));
        String normalized = site.step(
                "InstanceNormalization",
                List.of(grouped, filled(site, o.groups(), 1), filled(site, o.groups(), 0)),
                epsilon);
        scaleAndShift(site, o, List.of(normalized, site.graph().wholes(OnnxGraphBuilder.target(shape))));
    }

    /// Back to the operand's shape, then gamma and beta, as far as they are there.
    private static void scaleAndShift(Site site, GroupNorm o, List<String> reshaping) {
        int rank = site.shape().rank();
        if (!o.scale() && !o.shift()) {
            site.result("Reshape", reshaping);
            return;
        }
        String back = site.step("Reshape", reshaping);
        if (!o.shift()) {
            site.result("Mul", List.of(back, site.perChannel(1, rank)));
            return;
        }
        String scaled = o.scale() ? site.step("Mul", List.of(back, site.perChannel(1, rank))) : back;
        site.result("Add", List.of(scaled, site.perChannel(o.scale() ? 2 : 1, rank)));
    }

    /// Readers know `LRN` of images over an odd number of channels. Elsewhere the mean of squares is an average pool over the
    /// channels of `[n, 1, c, positions]`.
    static void localResponseNorm(Site site, LocalResponseNorm o) {
        Shape shape = site.shape();
        if (shape.rank() == 4 && o.size() % 2 == 1) {
            site.result(
                    "LRN",
                    site.operands(),
                    OnnxAttribute.whole("size", o.size()),
                    OnnxAttribute.single("alpha", o.alpha()),
                    OnnxAttribute.single("beta", o.beta()),
                    OnnxAttribute.single("bias", o.k()));
            return;
        }
        String x = site.operand(0);
        String squares = site.step("Mul", List.of(x, x));
        String columns = site.step(
                "Reshape", List.of(squares, site.graph().wholes(List.of(0, 1, shape.size(1), -1))));
        int before = (o.size() - 1) / 2;
        String means = site.step(
                "AveragePool",
                List.of(columns),
                OnnxAttribute.wholes("kernel_shape", o.size(), 1),
                OnnxAttribute.wholes("pads", before, 0, o.size() - 1 - before, 0),
                OnnxAttribute.whole("count_include_pad", 1));
        String back = site.step(
                "Reshape", List.of(means, site.graph().wholes(OnnxGraphBuilder.target(shape))));
        String base = site.step(
                "Add", List.of(site.step("Mul", List.of(back, site.number(o.alpha()))), site.number(o.k())));
        site.result("Div", List.of(x, site.step("Pow", List.of(base, site.number(o.beta())))));
    }

    private static String filled(Site site, int count, float value) {
        float[] numbers = new float[count];
        Arrays.fill(numbers, value);
        return site.graph().floats(List.of(count), numbers);
    }
}
