package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.launch.DataType;
import dev.bnc.compiler.emit.cuda.launch.Dim3;
import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.plan.Left;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Right;
import java.util.List;

/// Products whose left factor differs from column to column: depthwise convolutions and their gradients. They move memory
/// more than they compute, so a thread does one place and up to four channels.
final class Depthwise {
    private static final int THREADS = 256;

    private Depthwise() {}

    static boolean is(Multiply product) {
        return switch (product.left()) {
            case Left.Patches l -> l.sight() == Left.Sight.OWN;
            case Left.PatchColumns l -> l.sight() == Left.Sight.OWN;
            case Left.Cells l -> l.sight() == Left.Sight.OWN;
            case Left.Rows _, Left.Columns _, Left.Winograd _, Left.WinogradCells _ -> false;
        };
    }

    static List<StepKernel> of(Multiply product, Right.Strided right, Workspaces workspaces) {
        return switch (product.left()) {
            case Left.Patches l ->
                places(product, right, "Patches", Factor.window(l.operand(), l.window(), l.places()), workspaces);
            case Left.Cells l ->
                places(product, right, "Cells", Factor.window(l.operand(), l.window(), l.cells()), workspaces);
            case Left.PatchColumns l -> gradient(product, right, l, workspaces);
            case Left.Rows _, Left.Columns _, Left.Winograd _, Left.WinogradCells _ ->
                throw new IllegalStateException("not depthwise: " + product);
        };
    }

    /// Forward, or back to the input.
    private static List<StepKernel> places(
            Multiply product, Right.Strided right, String type, String window, Workspaces workspaces) {
        View filter = PackKernels.room(right, DataType.F32, workspaces);
        Operand x = product.left().operand();
        int lanes = product.n() % Alignment.WIDE == 0 && Alignment.rows(x) ? Alignment.WIDE : 1;
        int across = product.n() / lanes;
        long threads = (long) product.m() * across;
        var text = new KernelText(workspaces, "depthwise", product.writes(), Library.FUNCTIONS, Library.PRODUCTS);
        text.before(window);
        String a = text.reads(x);
        String b = text.reads(filter);
        EpilogueCode epilogue = EpilogueCode.declare(text, product);
        text.line("int i = block.x * %d + threadIdx.x;", THREADS);
        text.line("if (i >= %d) return;", threads);
        text.line("int row = i / %d, column = i %% %d * %d;", across, across, lanes);
        text.line(
                "Lanes<%d> sum = depthwise<ENTRY_window, %s<ENTRY_window, %d>, %d, %d>(%s, %s, row, column);",
                lanes, type, lanes, lanes, filter.columns(), a, b);
        text.line(epilogue.made());
        text.line("for (int v = 0; v < %d; v++) epilogue.put(row, column + v, sum.at[v]);", lanes);
        long flops = (long) product.m() * product.n() * (2L * product.depth() + epilogue.flops());
        return List.of(
                PackKernels.pack(right, filter, workspaces), text.kernel(KernelText.covering(threads, THREADS), THREADS, flops));
    }

    /// The gradient in the filters, `[taps, channels]`: for each tap a sum down the columns of `x` seen through it times
    /// `dy`.
    private static List<StepKernel> gradient(
            Multiply product, Right.Strided right, Left.PatchColumns left, Workspaces workspaces) {
        Operand x = left.operand();
        Operand dy = right.operand().matrix();
        int columns = product.n();
        ColumnTiles tiles = ColumnTiles.of(columns, Alignment.lanes(List.of(x.columns(0, columns)), x.rows(), columns));
        int lanes = Alignment.rows(dy) ? tiles.lanes() : 1;
        ColumnTiles tile = ColumnTiles.of(columns, lanes);
        int grain = tile.grain(product.depth());
        int chunks = Math.ceilDiv(product.depth(), grain);
        View parts = workspaces.allocate("slices", DataType.F32, List.of(2 * chunks, product.m(), columns));
        var text = new KernelText(workspaces, "depthwise_weights", product.writes(), Library.COLUMNS, Library.PRODUCTS);
        text.before(Factor.window(x, left.window(), left.places()));
        String a = text.reads(x);
        String b = text.reads(dy);
        String to = text.writes(parts);
        text.before(seen(lanes, dy.stride(), text.element(View.of(x)), text.element(View.of(dy))));
        List<String> store = List.of(
                "float* to = %s + ((long) block.y * %d + block.z) * %d + column + v;"
                        .formatted(to, 2 * product.m(), columns),
                "to[0] = sums[v].high, to[" + product.m() * columns + "] = sums[v].low;");
        String element = "ENTRY_seen(block, %s, %s, row, column)".formatted(a, b);
        ColumnCode.open(text, tile, columns).sums(product.depth(), grain, element, store);
        long flops = 2L * product.m() * columns * product.depth();
        StepKernel first = text.kernel(new Dim3(tile.blocks(), chunks, taps(left.window())), ColumnTiles.THREADS, flops);
        return List.of(first, ProductKernels.meet(new Finish.Stored(product), parts, workspaces));
    }

    /// A function: what tap `block.z` sees from a place, times `dy` there.
    private static String seen(int lanes, int stride, String images, String gradients) {
        return """
                BNC_DEVICE Lanes<%1$d> ENTRY_seen(
                    const Block& block, const %3$s* a, const %4$s* b, int row, int column) {
                    typedef PatchColumns<ENTRY_window, %1$d> F;
                    const %3$s* from = F::at(a, F::line(block.z * ENTRY_window::CHANNELS + column), row);
                    Lanes<%1$d> x = {};
                    if (!from) return x;
                    x = load<%1$d>(from);
                    Lanes<%1$d> y = load<%1$d>(b + (long) row * %2$d + column);
                    for (int v = 0; v < %1$d; v++) x.at[v] *= y.at[v];
                    return x;
                }
                """.formatted(lanes, stride, images, gradients);
    }

    private static int taps(Window window) {
        return window.kernel().height() * window.kernel().width();
    }
}
