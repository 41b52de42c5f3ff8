package dev.bnc.bench.torch;

import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.AvgPool;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.ConvTranspose2d;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.MaxPool;
import dev.bnc.compiler.graph.op.Padding;
import dev.bnc.compiler.graph.op.Window;
import java.util.Map;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// Convolutions and pools. libtorch pads both sides alike; where a net does not, the image is padded by a call of its own,
/// as PyTorch does for `padding='same'`.
final class TorchWindows {
    private final Map<Value, Integer> numbers;
    private final TorchParameters parameters;

    TorchWindows(Map<Value, Integer> numbers, TorchParameters parameters) {
        this.numbers = numbers;
        this.parameters = parameters;
    }

    TorchCall conv2d(Conv2d o, Merged merged) {
        TensorOptional bias = bias(merged);
        Window window = o.window();
        int x = TorchGraph.number(numbers, merged.node().input(0));
        int weight = TorchGraph.number(numbers, merged.node().input(1));
        long[] stride = pair(window.stride());
        long[] dilation = pair(window.dilation());
        if (even(window.padding())) {
            long[] padding = both(window.padding());
            return values -> torch.conv2d(values[x], values[weight], bias, stride, padding, dilation, o.groups());
        }
        long[] none = {0, 0};
        return values -> {
            try (Tensor padded = padded(values[x], window.padding(), 0)) {
                return torch.conv2d(padded, values[weight], bias, stride, none, dilation, o.groups());
            }
        };
    }

    TorchCall convTranspose2d(ConvTranspose2d o, Merged merged) {
        Window window = o.window();
        if (!even(window.padding())) {
            throw new IllegalArgumentException("libtorch pads transposed convolutions evenly: " + merged.node());
        }
        TensorOptional bias = bias(merged);
        int x = TorchGraph.number(numbers, merged.node().input(0));
        int weight = TorchGraph.number(numbers, merged.node().input(1));
        long[] stride = pair(window.stride());
        long[] padding = both(window.padding());
        long[] more = pair(o.outputPadding());
        long[] dilation = pair(window.dilation());
        return values -> torch.conv_transpose2d(
                values[x], values[weight], bias, stride, padding, more, o.groups(), dilation);
    }

    TorchCall maxPool(MaxPool o, Node node) {
        Window window = o.window();
        int x = TorchGraph.number(numbers, node.input(0));
        long[] kernel = pair(window.kernel());
        long[] stride = pair(window.stride());
        long[] dilation = pair(window.dilation());
        if (even(window.padding())) {
            long[] padding = both(window.padding());
            return values -> torch.max_pool2d(values[x], kernel, stride, padding, dilation, false);
        }
        long[] none = {0, 0};
        return values -> {
            try (Tensor padded = padded(values[x], window.padding(), Double.NEGATIVE_INFINITY)) {
                return torch.max_pool2d(padded, kernel, stride, none, dilation, false);
            }
        };
    }

    TorchCall avgPool(AvgPool o, Node node) {
        Window window = o.window();
        if (!even(window.padding()) || !window.dilation().equals(Extent.square(1))) {
            throw new IllegalArgumentException("libtorch pads average pools evenly and does not dilate them: " + node);
        }
        int x = TorchGraph.number(numbers, node.input(0));
        long[] kernel = pair(window.kernel());
        long[] stride = pair(window.stride());
        long[] padding = both(window.padding());
        var divisor = new LongOptional();
        return values -> torch.avg_pool2d(values[x], kernel, stride, padding, false, o.countPadding(), divisor);
    }

    static Tensor padded(Tensor x, Padding padding, double value) {
        long[] cells = {padding.left(), padding.right(), padding.top(), padding.bottom()};
        try (var filling = new Scalar(value)) {
            return torch.constant_pad_nd(x, cells, filling);
        }
    }

    static Tensor cropped(Tensor x, Padding padding) {
        return x.slice(2, new LongOptional(padding.top()), new LongOptional(x.size(2) - padding.bottom()), 1)
                .slice(3, new LongOptional(padding.left()), new LongOptional(x.size(3) - padding.right()), 1);
    }

    private TensorOptional bias(Merged merged) {
        return merged.then().map(t -> parameters.given(t.input(1))).orElseGet(TensorOptional::new);
    }

    private static boolean even(Padding padding) {
        return padding.top() == padding.bottom() && padding.left() == padding.right();
    }

    private static long[] both(Padding padding) {
        return new long[] {padding.top(), padding.left()};
    }

    private static long[] pair(Extent extent) {
        return new long[] {extent.height(), extent.width()};
    }
}
