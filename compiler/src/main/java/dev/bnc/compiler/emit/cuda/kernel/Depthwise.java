package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.kernel.Parameter.Access;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.plan.Left;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import java.util.List;

/// Products whose left factor differs from column to column: depthwise convolutions and their gradients. They move memory
/// more than they compute, so a thread does one place and up to four channels.
final class Depthwise {
    private static final int THREADS = 256;

    private final Alignment alignment;

    Depthwise(Alignment alignment) {
        this.alignment = alignment;
    }

    static boolean is(Multiply product) {
        return switch (product.left()) {
            case Left.Patches l -> l.sight() == Left.Sight.OWN;
            case Left.PatchColumns l -> l.sight() == Left.Sight.OWN;
            case Left.Cells l -> l.sight() == Left.Sight.OWN;
            case Left.Rows _, Left.Columns _, Left.Winograd _ -> false;
        };
    }

    Launches launches(Multiply product, Right right) {
        return switch (product.left()) {
            case Left.Patches l ->
                Launches.of(places(product, right, "Patches", Factor.window(l.operand(), l.window(), l.places())));
            case Left.Cells l ->
                Launches.of(places(product, right, "Cells", Factor.window(l.operand(), l.window(), l.cells())));
            case Left.PatchColumns l -> gradient(product, right, l);
            case Left.Rows _, Left.Columns _, Left.Winograd _ ->
                throw new IllegalStateException("not depthwise: " + product);
        };
    }

    /// Forward, or back to the input.
    private Launch places(Multiply product, Right right, String type, String window) {
        Operand x = product.left().operand();
        RightRows rows = RightRows.of(right, product);
        int lanes = product.n() % Alignment.WIDE == 0 && alignment.rows(x) && alignment.rows(rows.view())
                ? Alignment.WIDE
                : 1;
        int across = product.n() / lanes;
        long threads = (long) product.m() * across;
        var text = new KernelText("depthwise", product.writes(), Library.FUNCTIONS, Library.PRODUCTS);
        text.before(window);
        String a = text.reads(x);
        String b = text.reads(rows.operand());
        EpilogueCode epilogue = EpilogueCode.declare(text, product);
        text.line("int i = blockIdx.x * %d + threadIdx.x;", THREADS);
        text.line("if (i >= %d) return;", threads);
        text.line("int row = i / %d, column = i %% %d * %d;", across, across, lanes);
        text.line(
                "Lanes<%d> sum = depthwise<ENTRY_window, %s<ENTRY_window, %d>, %d, %d>(%s, %s, row, column);",
                lanes, type, lanes, lanes, rows.stride(), a, b);
        text.line(epilogue.made());
        text.line("for (int v = 0; v < %d; v++) epilogue.put(row, column + v, sum.at[v]);", lanes);
        long cells = (long) product.m() * product.n();
        long bytes = 4L * (x.elements() + (long) product.depth() * product.n() + 2 * cells);
        var cost = new Launch.Cost(bytes, cells * (2L * product.depth() + epilogue.flops()));
        return text.launch(Grid.covering(threads, THREADS), THREADS, cost);
    }

    /// The gradient in the filters, `[taps, channels]`: for each tap a sum down the columns of `x` seen through it times
    /// `dy`.
    private Launches gradient(Multiply product, Right right, Left.PatchColumns left) {
        RightRows rows = RightRows.of(right, product);
        Operand x = left.operand();
        boolean wide = product.n() % Alignment.WIDE == 0 && alignment.rows(x) && alignment.rows(rows.view());
        ColumnTiles tiles = ColumnTiles.of(product.n(), wide ? Alignment.WIDE : 1);
        int grain = tiles.grain(product.depth());
        int chunks = Math.ceilDiv(product.depth(), grain);
        long cells = (long) product.m() * product.n();
        var text = new KernelText("depthgradient", product.writes(), Library.COLUMNS, Library.PRODUCTS);
        text.before(Factor.window(x, left.window(), left.places()));
        String a = text.reads(x);
        String b = text.reads(rows.operand());
        String parts = text.scratch(Access.WRITE, 0, 2 * chunks * cells);
        text.before(operands(product, tiles.lanes(), rows.stride()));
        text.before("struct ENTRY_shape {\n"
                + KernelText.constants(
                        "ROWS", product.depth(), "COLUMNS", product.n(), "GRAIN", grain, "WIDTH", tiles.width(), "LANES",
                        tiles.lanes())
                + "};");
        text.line("BNC_SHARED(%d);", 2 * ColumnTiles.THREADS);
        text.line("ENTRY_operands operands = {%s, %s, %s};", a, b, parts);
        text.line("columnSums<ENTRY_shape>(operands, shared);");
        long bytes = 4L * (x.elements() + (long) product.depth() * product.n() + 2 * chunks * cells);
        Launch first = text.launch(
                new Grid(tiles.blocks(), chunks, taps(left.window())),
                ColumnTiles.THREADS,
                new Launch.Cost(bytes, 2 * cells * product.depth()));
        return new Launches(List.of(first, ProductKernels.meet(product, 2 * chunks)), 2 * chunks * cells);
    }

    private static String operands(Multiply product, int lanes, int stride) {
        long cells = (long) product.m() * product.n();
        return """
                struct ENTRY_operands {
                    const float* a;
                    const float* b;
                    float* parts;
                    BNC_DEVICE Lanes<%1$d> of(int row, int column) const {
                        typedef PatchColumns<ENTRY_window, %1$d> F;
                        const float* from = F::at(a, F::line(blockIdx.z * ENTRY_window::CHANNELS + column), row);
                        Lanes<%1$d> x = {};
                        if (!from) return x;
                        x = load<%1$d>(from);
                        Lanes<%1$d> y = load<%1$d>(b + (long) row * %2$d + column);
                        for (int v = 0; v < %1$d; v++) x.at[v] *= y.at[v];
                        return x;
                    }
                    BNC_DEVICE void take(int column, const Sum (&sums)[%1$d]) const {
                        float* to = parts + (long) blockIdx.y * %3$d + (long) blockIdx.z * %4$d + column;
                        for (int v = 0; v < %1$d; v++) to[v] = sums[v].high, to[%5$d + v] = sums[v].low;
                    }
                };
                """.formatted(lanes, stride, 2 * cells, product.n(), cells);
    }

    private static int taps(Window window) {
        return window.kernel().height() * window.kernel().width();
    }

    /// The right factor as `[depth, columns]` with its rows in order.
    private record RightRows(Operand operand, Operand view, int stride) {
        static RightRows of(Right right, Multiply product) {
            int n = product.n();
            return switch (right) {
                case Right.Packed(Operand panels) -> {
                    int stride = PackKernels.stride(n);
                    var view = new Operand(panels.buffer(), panels.start(), List.of(product.depth(), n), stride);
                    yield new RightRows(panels, view, stride);
                }
                case Right.InPlace(var pack, int stride) -> {
                    Operand x = pack.source();
                    int rows = product.depth() == 1 ? n : stride;
                    var view = new Operand(x.buffer(), x.start(), List.of(product.depth(), n), rows);
                    yield new RightRows(x, view, rows);
                }
            };
        }
    }
}
