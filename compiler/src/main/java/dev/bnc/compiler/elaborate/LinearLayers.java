package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.ConvTranspose2d;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.MatMul;
import dev.bnc.compiler.graph.op.Reshape;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.syntax.Argument;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.runtime.program.Role;
import java.util.List;

/// Layers that multiply by a weight: dense and the convolutions.
final class LinearLayers {
    private LinearLayers() {}

    /// `dense out`: `y = x . w^T + b`, `w[out, in]`.
    static Flow dense(LayerContext layer) {
        layer.requireFlat();
        int out = layer.arguments().required("out").whole(1);
        int in = layer.in().channels();
        Limits.checkValue(List.of(out), layer.span());
        Value weight = layer.parameter("weight", Shape.of(out, in), Role.WEIGHT, Initializers.of(layer, in, out));
        Value product = layer.add(new MatMul(false, true), layer.in().value(), weight);
        return biased(layer, new Flow(product, false));
    }

    /// `conv out kernel`.
    static Flow conv(LayerContext layer) {
        Window window = Windows.of(layer, false, false);
        int groups = layer.arguments().whole("groups", 1, 1);
        return conv(layer, window, groups, layer.arguments().required("out").whole(1));
    }

    /// `depthwise kernel`: a convolution with a group for each input channel.
    static Flow depthwise(LayerContext layer) {
        Window window = Windows.of(layer, false, false);
        int channels = layer.in().channels();
        int multiplier = layer.arguments().whole("multiplier", 1, 1);
        Limits.checkValue(List.of(channels, multiplier), layer.span());
        return conv(layer, window, channels, channels * multiplier);
    }

    private static Flow conv(LayerContext layer, Window window, int groups, int out) {
        Windows.requireFit(layer, window);
        int in = layer.in().channels();
        requireGroups(layer, groups, in, out);
        Extent size = window.outputSize(Windows.size(layer.in()));
        Limits.checkValue(List.of(out, size.height(), size.width()), layer.span());
        Value weight = filter(layer, window.kernel(), out, in / groups, in / groups, out / groups);
        Value y = layer.add(new Conv2d(window, groups), layer.in().value(), weight);
        return biased(layer, layer.in().with(y));
    }

    /// `conv_transpose out kernel`; weight `[in, out / groups, kernel]`, as in PyTorch.
    static Flow convTranspose(LayerContext layer) {
        Window window = Windows.of(layer, false, false);
        int groups = layer.arguments().whole("groups", 1, 1);
        int in = layer.in().channels();
        int out = layer.arguments().required("out").whole(1);
        requireGroups(layer, groups, in, out);
        int extra = layer.arguments().find("output_pad").map(Windows::cells).orElse(0);
        var outputPadding = new Extent(layer.in().line() ? 0 : extra, extra);
        requireTransposedFit(layer, window, outputPadding, out);
        Value weight = filter(layer, window.kernel(), in, out / groups, in / groups, out / groups);
        Value y = layer.add(
                new ConvTranspose2d(window, groups, outputPadding), layer.in().value(), weight);
        return biased(layer, layer.in().with(y));
    }

    private static void requireTransposedFit(LayerContext layer, Window window, Extent outputPadding, int out) {
        Extent in = Windows.size(layer.in());
        // In long, before the window computes it in int.
        Extent reach = window.reach();
        long height = (in.height() - 1L) * window.stride().height() + reach.height();
        long width = (in.width() - 1L) * window.stride().width() + reach.width();
        Limits.checkValue(List.of(out, height, width), layer.span());
        Extent size = window.transposedSize(in);
        if (size.height() + outputPadding.height() < 1 || size.width() + outputPadding.width() < 1) {
            throw ElaborationException.of(
                    layer.shapeError(DiagnosticCode.WINDOW_DOES_NOT_FIT, "the padding takes away the whole output"));
        }
    }

    private static void requireGroups(LayerContext layer, int groups, int in, int out) {
        if (in % groups != 0 || out % groups != 0) {
            throw ElaborationException.of(layer.shapeError(
                            DiagnosticCode.GROUPS_DO_NOT_DIVIDE, groups + " groups do not divide the channels")
                    .note(in + " channels flow in, " + out + " flow out; both must be multiples of the groups"));
        }
    }

    /// A filter `[first, second, height, width]`; of a line, the parameter is `[first, second, length]`.
    private static Value filter(LayerContext layer, Extent kernel, int first, int second, int in, int out) {
        double cells = (double) kernel.height() * kernel.width();
        var initializer = Initializers.of(layer, in * cells, out * cells);
        Shape image = Shape.of(first, second, kernel.height(), kernel.width());
        if (!layer.in().line()) {
            return layer.parameter("weight", image, Role.WEIGHT, initializer);
        }
        Shape line = Shape.of(first, second, kernel.width());
        return layer.add(new Reshape(image), layer.parameter("weight", line, Role.WEIGHT, initializer));
    }

    private static Flow biased(LayerContext layer, Flow y) {
        boolean wanted =
                layer.arguments().find("bias").map(LinearLayers::wantsBias).orElse(true);
        if (!wanted) {
            return y;
        }
        Value bias = layer.channelParameter("bias", y.channels(), Role.BIAS, 0);
        return y.with(layer.add(new BiasAdd(), y.value(), bias));
    }

    private static boolean wantsBias(Given given) {
        if (given.style() == Argument.Style.TERSE) {
            return true; // `conv 64 3x3 bias`
        }
        String word = given.wordOf(List.of("zeros", "none", "on", "off"));
        return !word.equals("none") && !word.equals("off");
    }
}
