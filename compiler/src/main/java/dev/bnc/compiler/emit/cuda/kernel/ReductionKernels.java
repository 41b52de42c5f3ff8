package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.kernel.Parameter.Access;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Operand;
import java.util.ArrayList;
import java.util.List;

/// Reductions: sums, means and variances of columns, and sums of everything. Large ones are done in two launches, the
/// first of which leaves its partial results in scratch memory.
final class ReductionKernels {
    private final Alignment alignment;

    ReductionKernels(Alignment alignment) {
        this.alignment = alignment;
    }

    /// What is summed down a column.
    private enum Term {
        /// The element.
        ELEMENT,
        /// Its squared distance from the column's mean, the second operand.
        SQUARED_DISTANCE
    }

    /// `x -> [columns]`, the sum of each.
    Launches channelSum(Call call) {
        return columns(call, Term.ELEMENT, 1);
    }

    /// `x -> [columns]`, the mean of each.
    Launches batchMean(Call call) {
        return columns(call, Term.ELEMENT, 1.0 / call.input(0).rows());
    }

    /// `x, mean -> [columns]`, the mean squared distance from `mean`.
    Launches batchVariance(Call call) {
        return columns(call, Term.SQUARED_DISTANCE, 1.0 / call.input(0).rows());
    }

    private Launches columns(Call call, Term term, double scale) {
        Operand x = call.input(0).matrix();
        ColumnTiles tiles = tiles(x);
        int grain = tiles.grain(x.rows());
        int chunks = Math.ceilDiv(x.rows(), grain);
        var text = new KernelText(term == Term.ELEMENT ? "columns" : "variance", call.writes(), Library.COLUMNS);
        List<String> reads = call.inputs().stream().map(text::reads).toList();
        long flops = (long) x.elements() * (term == Term.ELEMENT ? 1 : 3);
        if (chunks == 1) {
            String y = text.writes(call.output());
            operands(text, tiles, element(term, x, tiles.lanes()), "result[column + v] = " + scaled(scale));
            run(text, tiles, new int[] {x.rows(), x.columns(), grain}, reads, y);
            return Launches.of(text.launch(Grid.of(tiles.blocks()), ColumnTiles.THREADS, cost(call, flops)));
        }
        long scratch = 2L * chunks * x.columns();
        String parts = text.scratch(Access.WRITE, 0, scratch);
        operands(text, tiles, element(term, x, tiles.lanes()), part(x.columns(), 2));
        run(text, tiles, new int[] {x.rows(), x.columns(), grain}, reads, parts);
        var cost = new Launch.Cost(4 * (x.elements() + scratch), flops);
        Launch first = text.launch(new Grid(tiles.blocks(), chunks, 1), ColumnTiles.THREADS, cost);
        return new Launches(List.of(first, combine(call.output(), 2 * chunks, scale)), scratch);
    }

    /// Adds up the rows that the first launch left.
    static Launch combine(Operand y, int rows, double scale) {
        int columns = y.elements();
        ColumnTiles tiles = ColumnTiles.of(columns, 1);
        var text = new KernelText("combine", List.of(y), Library.COLUMNS);
        String parts = text.scratch(Access.READ, 0, (long) rows * columns);
        String to = text.writes(y);
        String element = "return load<1>(a0 + (long) row * " + columns + " + column);";
        operands(text, tiles, element, "result[column + v] = " + scaled(scale));
        run(text, tiles, new int[] {rows, columns, rows}, List.of(parts), to);
        long floats = (long) rows * columns;
        return text.launch(
                Grid.of(tiles.blocks()), ColumnTiles.THREADS, new Launch.Cost(4 * (floats + columns), floats));
    }

    /// Mean and biased variance of each column in one reading of `x`: batch norm's statistics. Rows are gathered
    /// around one of them and combined as sets, so a large mean costs no digits of the variance.
    Launches moments(Operand image, Operand mean, Operand variance) {
        Operand x = image.matrix();
        ColumnTiles tiles = tiles(x);
        int grain = tiles.grain(x.rows());
        int chunks = Math.ceilDiv(x.rows(), grain);
        var text = new KernelText("moments", List.of(mean, variance), Library.COLUMNS);
        String from = text.reads(image);
        String element = element(Term.ELEMENT, x, tiles.lanes());
        long flops = 4L * x.elements();
        if (chunks == 1) {
            List<String> to = List.of(text.writes(mean), text.writes(variance));
            sets(text, tiles, element);
            moments(text, tiles, new int[] {x.rows(), x.columns(), grain}, from, to);
            var cost = new Launch.Cost(4L * (x.elements() + 2 * x.columns()), flops);
            return Launches.of(text.launch(Grid.of(tiles.blocks()), ColumnTiles.THREADS, cost));
        }
        long scratch = 3L * chunks * x.columns();
        String parts = text.scratch(Access.WRITE, 0, scratch);
        text.before(struct(
                "const float* a0;\n    float* result;",
                tiles.lanes(),
                element,
                "Moments (&sets)",
                "float* to = result + (long) blockIdx.y * " + 3 * x.columns() + " + column + v;\n            to[0] = sets[v].count, to["
                        + x.columns() + "] = sets[v].mean, to[" + 2 * x.columns() + "] = sets[v].squares;"));
        shape(text, tiles, new int[] {x.rows(), x.columns(), grain});
        text.line("BNC_SHARED(%d);", 3 * ColumnTiles.THREADS);
        text.line("ENTRY_operands operands = {%s, %s};", from, parts);
        text.line("columnMoments<ENTRY_shape>(operands, shared);");
        var cost = new Launch.Cost(4 * (x.elements() + scratch), flops);
        Launch first = text.launch(new Grid(tiles.blocks(), chunks, 1), ColumnTiles.THREADS, cost);
        return new Launches(List.of(first, combineMoments(mean, variance, chunks)), scratch);
    }

    private static Launch combineMoments(Operand mean, Operand variance, int chunks) {
        int columns = mean.elements();
        var text = new KernelText("meet", List.of(mean, variance), Library.COLUMNS);
        String parts = text.scratch(Access.READ, 0, 3L * chunks * columns);
        String means = text.writes(mean);
        String variances = text.writes(variance);
        ColumnTiles tiles = ColumnTiles.of(columns, 1);
        shape(text, tiles, new int[] {chunks, columns, chunks});
        text.line("BNC_SHARED(%d);", 3 * ColumnTiles.THREADS);
        text.line("meetMoments<ENTRY_shape>(%s, %s, %s, shared);", parts, means, variances);
        long floats = 3L * chunks * columns;
        var cost = new Launch.Cost(4 * (floats + 2 * columns), 3 * floats);
        return text.launch(Grid.of(tiles.blocks()), ColumnTiles.THREADS, cost);
    }

    /// `x -> []`, the sum of all elements times `scale`.
    Launches total(Call call) {
        return total(call.input(0), call.output());
    }

    private static Launches total(Operand x, Operand y) {
        int elements = x.elements();
        int blocks = Math.clamp(elements / (16 * ColumnTiles.THREADS), 1, 256);
        if (blocks == 1) {
            var text = new KernelText("total", List.of(y));
            String from = text.reads(x);
            return Launches.of(wholeSum(text, from, text.writes(y), elements));
        }
        var text = new KernelText("total", List.of(y));
        String from = text.reads(x);
        String parts = text.scratch(Access.WRITE, 0, 2L * blocks);
        sumOfBlock(text, from, elements);
        text.line("if (threadIdx.x == 0) %s[2 * blockIdx.x] = sum.high, %s[2 * blockIdx.x + 1] = sum.low;", parts, parts);
        Launch first = text.launch(Grid.of(blocks), ColumnTiles.THREADS, new Launch.Cost(4L * elements, elements));
        var second = new KernelText("total", List.of(y));
        String partial = second.scratch(Access.READ, 0, 2L * blocks);
        Launch last = wholeSum(second, partial, second.writes(y), 2 * blocks);
        return new Launches(List.of(first, last), 2L * blocks);
    }

    private static Launch wholeSum(KernelText text, String from, String to, int elements) {
        sumOfBlock(text, from, elements);
        text.line("if (threadIdx.x == 0) *%s = sum.value();", to);
        return text.launch(Grid.of(1), ColumnTiles.THREADS, new Launch.Cost(4L * elements + 4, elements));
    }

    private static void sumOfBlock(KernelText text, String from, int elements) {
        text.line("BNC_SHARED(64);");
        text.line("Sum sum = emptySum();");
        text.line(
                "for (int i = blockIdx.x * %d + threadIdx.x; i < %d; i += gridDim.x * %d) sum.add(%s[i]);",
                ColumnTiles.THREADS, elements, ColumnTiles.THREADS, from);
        text.line("sum = blockSum(sum, shared);");
    }

    private ColumnTiles tiles(Operand x) {
        return ColumnTiles.of(x.columns(), alignment.lanes(List.of(x), x.rows(), x.columns()));
    }

    private static Launch.Cost cost(Call call, long flops) {
        long floats = call.inputs().stream().mapToLong(Operand::elements).sum();
        return new Launch.Cost(4 * (floats + call.output().elements()), flops);
    }

    /// The expression that a thread gathers.
    private static String element(Term term, Operand x, int lanes) {
        String loaded = "load<" + lanes + ">(a0 + (long) row * " + x.stride() + " + column)";
        return switch (term) {
            case ELEMENT -> "return " + loaded + ";";
            case SQUARED_DISTANCE ->
                "Lanes<" + lanes + "> x = " + loaded + ";\n"
                        + "        for (int v = 0; v < " + lanes + "; v++) {\n"
                        + "            float d = x.at[v] - a1[column + v];\n"
                        + "            x.at[v] = d * d;\n"
                        + "        }\n"
                        + "        return x;";
        };
    }

    private static String scaled(double scale) {
        String value = "sums[v].value()";
        return (scale == 1 ? value : value + " * " + KernelText.number(scale)) + ";";
    }

    private static String part(int columns, int rows) {
        return "float* to = result + (long) blockIdx.y * " + rows * columns + " + column + v;\n"
                + "            to[0] = sums[v].high, to[" + columns + "] = sums[v].low;";
    }

    private static void operands(KernelText text, ColumnTiles tiles, String element, String take) {
        boolean second = element.contains("a1[");
        String fields = "const float* a0;\n    " + (second ? "const float* a1;\n    " : "") + "float* result;";
        text.before(struct(fields, tiles.lanes(), element, "Sum (&sums)", take));
    }

    private static void sets(KernelText text, ColumnTiles tiles, String element) {
        text.before(struct(
                "const float* a0;\n    float* mean;\n    float* variance;",
                tiles.lanes(),
                element,
                "Moments (&sets)",
                "mean[column + v] = sets[v].mean, variance[column + v] = sets[v].squares / sets[v].count;"));
    }

    private static String struct(String fields, int lanes, String element, String found, String take) {
        return """
                struct ENTRY_operands {
                    %s
                    BNC_DEVICE Lanes<%d> of(int row, int column) const {
                        %s
                    }
                    BNC_DEVICE void take(int column, const %s[%d]) const {
                        for (int v = 0; v < %d; v++) {
                            %s
                        }
                    }
                };
                """.formatted(fields, lanes, element, found, lanes, lanes, take);
    }

    private static void shape(KernelText text, ColumnTiles tiles, int[] size) {
        text.before("struct ENTRY_shape {\n"
                + KernelText.constants(
                        "ROWS", size[0], "COLUMNS", size[1], "GRAIN", size[2], "WIDTH", tiles.width(), "LANES", tiles.lanes())
                + "};");
    }

    private static void run(KernelText text, ColumnTiles tiles, int[] size, List<String> reads, String to) {
        shape(text, tiles, size);
        text.line("BNC_SHARED(%d);", 2 * ColumnTiles.THREADS);
        text.line("ENTRY_operands operands = {%s, %s};", String.join(", ", reads), to);
        text.line("columnSums<ENTRY_shape>(operands, shared);");
    }

    private static void moments(KernelText text, ColumnTiles tiles, int[] size, String from, List<String> to) {
        shape(text, tiles, size);
        text.line("BNC_SHARED(%d);", 3 * ColumnTiles.THREADS);
        text.line("ENTRY_operands operands = {%s, %s};", from, String.join(", ", to));
        text.line("columnMoments<ENTRY_shape>(operands, shared);");
    }
}
