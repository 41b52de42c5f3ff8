package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.kernel.ColumnCode.Rows;
import dev.bnc.compiler.emit.cuda.kernel.ColumnCode.Term;
import dev.bnc.compiler.emit.cuda.launch.DataType;
import dev.bnc.compiler.emit.cuda.launch.Dim3;
import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Operand;
import java.util.List;

/// Reductions: sums, means and variances of columns, and sums of everything. Large ones are done in two launches, the
/// first of which leaves its partial results in a workspace.
final class ReductionKernels {
    /// Up to so many rows a block does all rows of its columns.
    static final int SHORT = 256;

    private ReductionKernels() {}

    /// `x -> [columns]`: the sum of each, times `scale`.
    static List<StepKernel> columnSums(Call call, double scale, Workspaces workspaces) {
        Operand x = call.input(0).matrix();
        ColumnTiles tiles = tiles(x);
        int grain = grain(x);
        int chunks = Math.ceilDiv(x.rows(), grain);
        var text = new KernelText(workspaces, "columns", call.writes(), Library.COLUMNS);
        return finished(call, text, new Cut(x, tiles, grain, chunks), new Term.Element(), scale, workspaces);
    }

    /// `x, mean -> [columns]`: the mean squared distance from `mean`.
    static List<StepKernel> variance(Call call, Workspaces workspaces) {
        Operand x = call.input(0).matrix();
        ColumnTiles tiles = tiles(x);
        int grain = grain(x);
        int chunks = Math.ceilDiv(x.rows(), grain);
        var text = new KernelText(workspaces, "variance", call.writes(), Library.COLUMNS);
        Term term = new Term.SquaredDistance(text.reads(call.input(1)));
        return finished(call, text, new Cut(x, tiles, grain, chunks), term, 1.0 / x.rows(), workspaces);
    }

    /// How a matrix is cut.
    private record Cut(Operand x, ColumnTiles tiles, int grain, int chunks) {
        Dim3 grid() {
            return Dim3.of(tiles.blocks(), chunks);
        }
    }

    private static List<StepKernel> finished(
            Call call, KernelText text, Cut cut, Term term, double scale, Workspaces workspaces) {
        String from = text.reads(call.input(0));
        int columns = cut.x.columns();
        long flops = (long) cut.x.elements() * (term instanceof Term.Element ? 1 : 3);
        if (cut.chunks == 1) {
            List<String> store = List.of(text.writes(call.output()) + "[column + v] = " + scaled(scale) + ";");
            ColumnCode.open(text, cut.tiles, columns).sums(Rows.all(cut.x), from, term, store);
            return List.of(text.kernel(cut.grid(), ColumnTiles.THREADS, flops));
        }
        View parts = workspaces.allocate("partial_sums", DataType.F32, List.of(2 * cut.chunks, columns));
        String to = text.writes(parts);
        List<String> store = List.of(
                "float* to = " + to + " + (long) block.y * " + 2 * columns + " + column + v;",
                "to[0] = sums[v].high, to[" + columns + "] = sums[v].low;");
        ColumnCode.open(text, cut.tiles, columns).sums(Rows.chunks(cut.x, cut.grain), from, term, store);
        StepKernel first = text.kernel(cut.grid(), ColumnTiles.THREADS, flops);
        return List.of(first, combine(parts, call.output(), scale, workspaces));
    }

    /// Adds up rows that another kernel left.
    static StepKernel combine(View parts, Operand y, double scale, Workspaces workspaces) {
        int columns = parts.columns();
        var rows = new Operand(0, 0, parts.dims(), columns);
        ColumnTiles tiles = ColumnTiles.narrow(columns);
        var text = new KernelText(workspaces, "combine", List.of(y), Library.COLUMNS);
        String from = text.reads(parts);
        List<String> store = List.of(text.writes(y) + "[column + v] = " + scaled(scale) + ";");
        ColumnCode.open(text, tiles, columns).sums(Rows.all(rows), from, new Term.Element(), store);
        return text.kernel(Dim3.of(tiles.blocks()), ColumnTiles.THREADS, parts.elements());
    }

    static String scaled(double scale) {
        String value = "sums[v].value()";
        return scale == 1 ? value : value + " * " + KernelText.number(scale);
    }

    /// Mean and biased variance of each column in one reading of `x`.
    static List<StepKernel> moments(Operand image, Operand mean, Operand variance, Workspaces workspaces) {
        Operand x = image.matrix();
        ColumnTiles tiles = tiles(x);
        if (grain(x) >= x.rows()) {
            var text = new KernelText(workspaces, "moments", List.of(mean, variance), Library.COLUMNS);
            String from = text.reads(image);
            List<String> store = found(text.writes(mean), text.writes(variance), from);
            ColumnCode.open(text, tiles, x.columns()).moments(Rows.all(x), from, store);
            return List.of(text.kernel(Dim3.of(tiles.blocks()), ColumnTiles.THREADS, 4L * x.elements()));
        }
        View parts = partialMoments(x, workspaces);
        var text = new KernelText(workspaces, "meet", List.of(mean, variance), Library.COLUMNS);
        ColumnTiles narrow = ColumnTiles.narrow(x.columns());
        String from = text.reads(parts);
        String origin = text.reads(firstRow(x));
        List<String> store = found(text.writes(mean), text.writes(variance), origin);
        ColumnCode.open(text, narrow, x.columns()).meet(from, chunks(parts), store);
        StepKernel last = text.kernel(Dim3.of(narrow.blocks()), ColumnTiles.THREADS, 3 * parts.elements());
        return List.of(gather(image, parts, workspaces), last);
    }

    /// Room for the moments of chunks of `x`: `[chunks, 3, columns]`.
    static View partialMoments(Operand image, Workspaces workspaces) {
        Operand x = image.matrix();
        int chunks = Math.ceilDiv(x.rows(), grain(x));
        return workspaces.allocate("partial_moments", DataType.F32, List.of(chunks, 3, x.columns()));
    }

    static int chunks(View parts) {
        return parts.dims().getFirst();
    }

    /// The moments of the chunks of `x`.
    static StepKernel gather(Operand image, View parts, Workspaces workspaces) {
        Operand x = image.matrix();
        int columns = x.columns();
        ColumnTiles tiles = tiles(x);
        var text = new KernelText(workspaces, "moments", List.of(), Library.COLUMNS);
        String from = text.reads(image);
        String to = text.writes(parts);
        List<String> store = List.of(
                "float* to = " + to + " + (long) block.y * " + 3 * columns + " + column + v;",
                "to[0] = sets[v].count, to[" + columns + "] = sets[v].mean, to[" + 2 * columns + "] = sets[v].squares;");
        ColumnCode.open(text, tiles, columns).moments(Rows.chunks(x, grain(x)), from, store);
        return text.kernel(Dim3.of(tiles.blocks(), chunks(parts)), ColumnTiles.THREADS, 4L * x.elements());
    }

    /// What moments are gathered around.
    static View firstRow(Operand x) {
        return new View(x.buffer(), x.start(), List.of(x.columns()), x.columns());
    }

    /// Lines that store what `sets` are.
    ///
    /// @param origin pointer to what they were gathered around
    static List<String> found(String mean, String variance, String origin) {
        return List.of(
                mean + "[column + v] = " + origin + "[column + v] + sets[v].mean;",
                variance + "[column + v] = sets[v].squares / sets[v].count;");
    }

    /// `x -> []`: the sum of all elements.
    static List<StepKernel> total(Call call, Workspaces workspaces) {
        Operand x = call.input(0);
        int blocks = Math.clamp(x.elements() / (16 * ColumnTiles.THREADS), 1, 256);
        if (blocks == 1) {
            return List.of(total(View.of(x), call.output(), 1, workspaces));
        }
        View parts = workspaces.allocate("partial_sums", DataType.F32, List.of(2 * blocks));
        var text = new KernelText(workspaces, "total", List.of());
        String from = text.reads(x);
        String to = text.writes(parts);
        blockTotal(text, from, x.elements());
        text.line("if (threadIdx.x == 0) %s[2 * block.x] = sum.high, %s[2 * block.x + 1] = sum.low;", to, to);
        StepKernel first = text.kernel(Dim3.of(blocks), ColumnTiles.THREADS, x.elements());
        return List.of(first, total(parts, call.output(), 1, workspaces));
    }

    /// The sum of a few elements, times `scale`.
    static StepKernel total(View x, Operand y, double scale, Workspaces workspaces) {
        var text = new KernelText(workspaces, "total", List.of(y));
        String from = text.reads(x);
        String to = text.writes(y);
        blockTotal(text, from, x.elements());
        String factor = scale == 1 ? "" : " * " + KernelText.number(scale);
        text.line("if (threadIdx.x == 0) *%s = sum.value()%s;", to, factor);
        return text.kernel(Dim3.of(1), ColumnTiles.THREADS, x.elements());
    }

    private static void blockTotal(KernelText text, String from, long elements) {
        int threads = ColumnTiles.THREADS;
        text.shared(64);
        text.line("Sum sum = emptySum();");
        text.line("int step = block.across * %d;", threads);
        text.line("for (int i = block.x * %d + threadIdx.x; i < %d; i += step) sum.add(%s[i]);", threads, elements, from);
        text.line("sum = blockSum(sum, shared);");
    }

    /// Rows of a chunk.
    private static int grain(Operand x) {
        return x.rows() <= SHORT ? x.rows() : tiles(x).grain(x.rows());
    }

    private static ColumnTiles tiles(Operand x) {
        if (x.rows() <= SHORT) {
            return ColumnTiles.narrow(x.columns());
        }
        return ColumnTiles.of(x.columns(), Alignment.lanes(List.of(x), x.rows(), x.columns()));
    }
}
