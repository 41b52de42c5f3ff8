package dev.bnc.compiler.onnx;

import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.ConvTranspose2d;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.MatMul;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Window;
import java.util.ArrayList;
import java.util.List;

/// Dense layers and convolutions.
final class LinearOperators {
    private LinearOperators() {}

    /// A product, with the bias in the same ONNX node where there is one.
    ///
    /// @param product a [MatMul], [Conv2d] or [ConvTranspose2d]; the site's own node, or the one whose result it adds a bias
    ///     to
    /// @param bias none or one
    static void product(Site site, Node product, List<Value> bias) {
        var operands = new ArrayList<String>();
        product.inputs().forEach(v -> operands.add(site.graph().name(v)));
        bias.forEach(v -> operands.add(site.graph().name(v)));
        switch (product.op()) {
            case MatMul o ->
                site.result(
                        "Gemm",
                        operands,
                        OnnxAttribute.whole("transA", o.transposeA() ? 1 : 0),
                        OnnxAttribute.whole("transB", o.transposeB() ? 1 : 0));
            case Conv2d o -> site.result("Conv", operands, convolution(o.window(), o.groups()));
            case ConvTranspose2d o -> {
                var attributes = new ArrayList<>(List.of(convolution(o.window(), o.groups())));
                Extent extra = o.outputPadding();
                attributes.add(OnnxAttribute.wholes("output_padding", extra.height(), extra.width()));
                site.result("ConvTranspose", operands, attributes.toArray(OnnxAttribute[]::new));
            }
            case Op o -> throw new IllegalArgumentException("not a product: " + o);
        }
    }

    private static OnnxAttribute[] convolution(Window window, int groups) {
        var attributes = new ArrayList<>(window(window));
        attributes.add(OnnxAttribute.wholes(
                "dilations", window.dilation().height(), window.dilation().width()));
        attributes.add(OnnxAttribute.whole("group", groups));
        return attributes.toArray(OnnxAttribute[]::new);
    }

    /// Kernel, stride and padding, as all sliding windows have them.
    static List<OnnxAttribute> window(Window w) {
        return List.of(
                OnnxAttribute.wholes("kernel_shape", w.kernel().height(), w.kernel().width()),
                OnnxAttribute.wholes("strides", w.stride().height(), w.stride().width()),
                OnnxAttribute.wholes(
                        "pads",
                        w.padding().top(),
                        w.padding().left(),
                        w.padding().bottom(),
                        w.padding().right()));
    }
}
