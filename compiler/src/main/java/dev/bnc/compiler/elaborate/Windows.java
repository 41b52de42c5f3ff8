package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Padding;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Edit;
import java.util.List;
import java.util.Optional;

/// Reads kernel, stride, dilation and padding of a layer. On a line, sizes are single numbers and the height is 1.
final class Windows {
    private final LayerContext layer;
    private final boolean line;

    private Windows(LayerContext layer) {
        this.layer = layer;
        this.line = layer.in().line();
    }

    /// The window a layer was given.
    ///
    /// @param strideIsKernel whether the stride is the kernel's size where none is given, instead of 1
    /// @param same whether padding is `same` where none is given, instead of `none`
    static Window of(LayerContext layer, boolean strideIsKernel, boolean same) {
        layer.requirePositions();
        var reader = new Windows(layer);
        Arguments arguments = layer.arguments();
        Extent kernel = reader.kernel(arguments.required("kernel"));
        Extent one = Extent.square(1);
        Extent stride = arguments.find("stride").map(reader::step).orElse(strideIsKernel ? kernel : one);
        Extent dilation = arguments.find("dilation").map(reader::step).orElse(one);
        requireReach(arguments, kernel, dilation);
        var bare = new Window(kernel, stride, Padding.NONE, dilation);
        Optional<Given> pad = arguments.find("pad");
        Padding padding = pad.isPresent() ? reader.padding(pad.get(), bare) : same ? reader.same(bare) : Padding.NONE;
        return bare.withPadding(padding);
    }

    private static void requireReach(Arguments arguments, Extent kernel, Extent dilation) {
        long height = Window.reach(kernel.height(), dilation.height());
        long width = Window.reach(kernel.width(), dilation.width());
        if (Math.max(height, width) > Limits.WINDOW) {
            throw arguments.required("dilation").outOfRange("no window covers more than " + Limits.WINDOW + " cells");
        }
    }

    /// Checks that a window fits into what flows in.
    static void requireFit(LayerContext layer, Window window) {
        Extent in = size(layer.in());
        Extent out = window.outputSize(in);
        if (out.height() < 1 || out.width() < 1) {
            int height = in.height() + window.padding().top() + window.padding().bottom();
            int width = in.width() + window.padding().left() + window.padding().right();
            throw ElaborationException.of(
                    layer.shapeError(DiagnosticCode.WINDOW_DOES_NOT_FIT, "the window does not fit into its input")
                            .note("it covers " + text(layer, window.reach()) + " cells; with padding there are "
                                    + text(layer, new Extent(height, width)))
                            .help("use a smaller kernel, `pad = same`, or fewer strides before this layer"));
        }
    }

    private static String text(LayerContext layer, Extent extent) {
        return layer.in().line() ? Integer.toString(extent.width()) : extent.toString();
    }

    /// Height and width of what flows in.
    static Extent size(Flow in) {
        return new Extent(in.shape().size(2), in.shape().size(3));
    }

    private Extent kernel(Given given) {
        return switch (given.datum()) {
            case Datum.Whole _ when line -> new Extent(1, cells(given, 1));
            case Datum.Size size when !line && size.sizes().size() == 2 -> extent(given, size.sizes());
            case Datum.Whole whole
            when !line ->
                throw ElaborationException.of(Diagnostic.error(
                                DiagnosticCode.WRONG_TYPE,
                                given.span(),
                                "the kernel of an image has a height and a width")
                        .help("write both", new Edit(given.value(), whole.value() + "x" + whole.value())));
            default ->
                throw given.expected(line ? "the kernel's length, such as `3`" : "the kernel's size, such as `3x3`");
        };
    }

    private Extent step(Given given) {
        if (given.datum() instanceof Datum.Size size && size.sizes().size() == 2 && !line) {
            return extent(given, size.sizes());
        }
        int step = cells(given, 1);
        return new Extent(line ? 1 : step, step);
    }

    private Padding padding(Given given, Window window) {
        return switch (given.datum()) {
            case Datum.Whole _ -> symmetric(cells(given));
            case Datum.Size size
            when !line && size.sizes().size() == 2 -> {
                Extent e = extent(given, size.sizes());
                yield new Padding(e.height(), e.width(), e.height(), e.width());
            }
            case Datum.Items items when items.items().size() == (line ? 2 : 4) -> sides(given, items);
            default -> {
                String sides = line ? "`[left, right]`" : "a size, or `[top, left, bottom, right]`";
                String word = given.wordOf(List.of("none", "same"), "`none`, `same`, a number of cells, " + sides);
                yield word.equals("same") ? same(window) : Padding.NONE;
            }
        };
    }

    private Padding symmetric(int cells) {
        return line ? new Padding(0, cells, 0, cells) : Padding.all(cells);
    }

    /// `[top, left, bottom, right]` of an image, `[left, right]` of a line.
    private Padding sides(Given given, Datum.Items items) {
        int[] cells = given.items(items).stream().mapToInt(Windows::cells).toArray();
        return line ? new Padding(0, cells[0], 0, cells[1]) : new Padding(cells[0], cells[1], cells[2], cells[3]);
    }

    /// The padding for which the output has `ceil(in / stride)` places; an odd cell goes to the bottom and right.
    private Padding same(Window window) {
        Extent in = size(layer.in());
        Extent reach = window.reach();
        int height = total(in.height(), window.stride().height(), reach.height());
        int width = total(in.width(), window.stride().width(), reach.width());
        return new Padding(height / 2, width / 2, height - height / 2, width - width / 2);
    }

    private static int total(int in, int stride, int reach) {
        int places = Math.ceilDiv(in, stride);
        return Math.max(0, (places - 1) * stride - in + reach);
    }

    private static Extent extent(Given given, List<Integer> sizes) {
        return new Extent(bounded(given, sizes.get(0)), bounded(given, sizes.get(1)));
    }

    /// A number of cells, possibly none.
    static int cells(Given given) {
        return cells(given, 0);
    }

    private static int cells(Given given, int least) {
        return bounded(given, given.whole(least));
    }

    private static int bounded(Given given, int value) {
        if (value > Limits.WINDOW) {
            throw given.outOfRange("kernels, strides and paddings are at most " + Limits.WINDOW);
        }
        return value;
    }
}
