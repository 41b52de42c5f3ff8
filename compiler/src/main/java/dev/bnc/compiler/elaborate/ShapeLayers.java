package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.AvgPool;
import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.Constant;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.GlobalMaxPool;
import dev.bnc.compiler.graph.op.MaxPool;
import dev.bnc.compiler.graph.op.Pad;
import dev.bnc.compiler.graph.op.Padding;
import dev.bnc.compiler.graph.op.Reshape;
import dev.bnc.compiler.graph.op.SpatialSum;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.syntax.DiagnosticCode;
import java.util.ArrayList;
import java.util.List;

/// Layers that change the shape: pooling, flattening, padding.
final class ShapeLayers {
    private ShapeLayers() {}

    /// `max kernel`. Without options the stride is the kernel's size and the padding is `same`.
    static Flow max(LayerContext layer) {
        Window window = Windows.of(layer, true, true);
        Windows.requireFit(layer, window);
        return layer.apply(new MaxPool(window));
    }

    /// `avg kernel`, as [#max]; padding is not counted unless `count_padding = on`.
    static Flow avg(LayerContext layer) {
        Window window = Windows.of(layer, true, true);
        Windows.requireFit(layer, window);
        return layer.apply(new AvgPool(window, layer.arguments().flag("count_padding", false)));
    }

    /// `global avg` or `global max`: one value a channel.
    static Flow global(LayerContext layer) {
        String pool = layer.arguments().required("pool").wordOf(List.of("avg", "max"));
        layer.requirePositions();
        Value x = layer.in().value();
        if (pool.equals("max")) {
            return new Flow(layer.add(new GlobalMaxPool(), x), false);
        }
        Extent size = Windows.size(layer.in());
        Value share = layer.add(new Constant(1.0 / ((double) size.height() * size.width())));
        Value sum = layer.add(new SpatialSum(), x);
        return new Flow(layer.add(new Binary(BinaryFunction.MULTIPLY), sum, share), false);
    }

    /// `flatten`: channels outermost, then rows, then columns.
    static Flow flatten(LayerContext layer) {
        if (!layer.in().image()) {
            return layer.in();
        }
        int features = Math.toIntExact(layer.in().shape().elementsPerExample()); // at most Limits.VALUE
        return reshaped(layer, List.of(features));
    }

    /// `reshape 64x7x7`.
    static Flow reshape(LayerContext layer) {
        Given given = layer.arguments().required("shape");
        List<Integer> wanted = sizes(given);
        long elements = Limits.product(wanted);
        if (elements != layer.in().shape().elementsPerExample()) {
            throw ElaborationException.of(layer.shapeError(
                            DiagnosticCode.RESHAPE_CHANGES_COUNT, "a reshape keeps the number of elements")
                    .note(layer.in().text() + " has "
                            + Limits.count(layer.in().shape().elementsPerExample()) + " elements, " + Flow.text(wanted)
                            + " has " + Limits.count(elements)));
        }
        return reshaped(layer, wanted);
    }

    private static Flow reshaped(LayerContext layer, List<Integer> example) {
        Flow target = declared(example);
        return new Flow(layer.add(new Reshape(target.shape()), layer.in().value()), target.line());
    }

    /// A flow of the given example sizes, as an image where it is a line.
    static Flow declared(List<Integer> example) {
        boolean line = example.size() == 2;
        var sizes = new ArrayList<>(example);
        if (line) {
            sizes.add(1, 1);
        }
        Shape shape = Shape.batchOf(sizes);
        return new Flow(Value.result("declared", TensorType.f32(shape)), line);
    }

    private static List<Integer> sizes(Given given) {
        List<Integer> sizes = switch (given.datum()) {
            case Datum.Whole _ -> List.of(given.whole(1));
            case Datum.Size size -> size.sizes();
            case Datum.Items items ->
                given.items(items).stream().map(i -> i.whole(1)).toList();
            default -> throw given.expected("a shape such as `64x7x7`");
        };
        if (sizes.isEmpty() || sizes.size() > 3) {
            throw given.outOfRange(
                    "a shape has one to three sizes: features, channels x length, or channels x height x width");
        }
        return sizes;
    }

    /// `pad amount`: zeros, or `value`, around an image or line.
    static Flow pad(LayerContext layer) {
        layer.requirePositions();
        Given given = layer.arguments().required("amount");
        boolean line = layer.in().line();
        Padding padding = switch (given.datum()) {
            case Datum.Size size
            when !line && size.sizes().size() == 2 -> {
                int height =
                        Windows.cells(given.part(new Datum.Whole(size.sizes().get(0))));
                int width =
                        Windows.cells(given.part(new Datum.Whole(size.sizes().get(1))));
                yield new Padding(height, width, height, width);
            }
            default -> {
                int cells = Windows.cells(given);
                yield line ? new Padding(0, cells, 0, cells) : Padding.all(cells);
            }
        };
        Extent in = Windows.size(layer.in());
        long height = (long) in.height() + padding.top() + padding.bottom();
        long width = (long) in.width() + padding.left() + padding.right();
        Limits.checkValue(List.of(layer.in().channels(), height, width), layer.span());
        double value = layer.arguments().find("value").map(Given::real).orElse(0.0);
        return layer.apply(new Pad(padding, value));
    }
}
