package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.plan.Body;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Spread;
import java.util.ArrayList;
import java.util.List;

/// Fused loops: a thread evaluates the body for one or four neighbouring elements. All loads come before all stores,
/// so a loop may work in place.
final class LoopKernels {
    static final int THREADS = 256;

    private final Alignment alignment;

    LoopKernels(Alignment alignment) {
        this.alignment = alignment;
    }

    /// A loop that sums up nothing.
    Launch loop(Elementwise loop) {
        int lanes = lanes(loop);
        var text = new KernelText("loop", loop.results(), Library.FUNCTIONS);
        var code = new LoopText(text, loop, lanes);
        int across = loop.columns() / lanes;
        text.line("int i = blockIdx.x * %d + threadIdx.x;", THREADS);
        text.line("if (i >= %d) return;", (long) loop.rows() * across);
        if (loop.rows() == 1) {
            text.line("int row = 0, column = i * %d;", lanes);
        } else {
            text.line("int row = i / %d, column = i %% %d * %d;", across, across, lanes);
        }
        code.element(List.of());
        return text.launch(
                Grid.covering((long) loop.rows() * across, THREADS), THREADS, new Launch.Cost(loop.bytes(), loop.flops()));
    }

    /// A loop that sums over rows: a block for each of the plan's chunks and each tile of columns. A chunk's three rows
    /// of a sum are the sum, what rounding left of it, and zero.
    Launch summing(Elementwise loop) {
        int lanes = lanes(loop);
        ColumnTiles tiles = ColumnTiles.of(loop.columns(), lanes);
        var text = new KernelText("sums", loop.writes(), Library.FUNCTIONS, Library.COLUMNS);
        var code = new LoopText(text, loop, lanes);
        List<String> sums = loop.sums().stream().map(text::writes).toList();
        text.line("BNC_SHARED(%d);", 2 * ColumnTiles.THREADS);
        text.line("ColumnTile<%d, %d> tile;", tiles.width(), lanes);
        for (int s = 0; s < sums.size(); s++) {
            text.line("Sum s%d[%d];", s, lanes);
            text.line("for (int v = 0; v < %d; v++) s%d[v] = emptySum();", lanes, s);
        }
        text.line("int column = tile.column, end = min(%d, (int) (blockIdx.y + 1) * %d);", loop.rows(), loop.grain());
        text.line("if (column < %d) {", loop.columns());
        text.line("for (int row = blockIdx.y * %d + tile.down; row < end; row += tile.depth) {", loop.grain());
        List<String> adds = new ArrayList<>();
        for (int s = 0; s < sums.size(); s++) {
            int register = loop.body().results().get(loop.results().size() + s);
            adds.add("s" + s + "[v].add(r" + register + ");");
        }
        code.element(adds);
        text.line("}");
        text.line("}");
        for (int s = 0; s < sums.size(); s++) {
            partial(text, loop, tiles, s, sums.get(s));
        }
        Grid grid = new Grid(tiles.blocks(), loop.chunks(), 1);
        return text.launch(grid, ColumnTiles.THREADS, new Launch.Cost(loop.bytes(), loop.flops()));
    }

    private static void partial(KernelText text, Elementwise loop, ColumnTiles tiles, int s, String target) {
        int columns = loop.columns();
        text.line("combineDown<%d, %d>(s%d, tile, shared);", tiles.width(), tiles.lanes(), s);
        text.line("if (tile.down == 0 && column < %d) {", columns);
        text.line("float* to = %s + (long) blockIdx.y * %d + column;", target, Elementwise.SUM_ROWS * columns);
        text.line(
                "for (int v = 0; v < %d; v++) to[v] = s%d[v].high, to[%d + v] = s%d[v].low, to[%d + v] = 0.0f;",
                tiles.lanes(), s, columns, s, 2 * columns);
        text.line("}");
    }

    private int lanes(Elementwise loop) {
        var operands = new ArrayList<>(loop.operands());
        operands.addAll(loop.results());
        return alignment.lanes(operands, loop.rows(), loop.columns());
    }

    /// The part of the text that is about one element: `row` and `column` are known there.
    private record LoopText(KernelText text, Elementwise loop, int lanes, List<String> from, List<String> to) {
        LoopText(KernelText text, Elementwise loop, int lanes) {
            this(
                    text,
                    loop,
                    lanes,
                    loop.operands().stream().map(text::reads).toList(),
                    loop.results().stream().map(text::writes).toList());
        }

        void element(List<String> perLane) {
            Body body = loop.body();
            for (int i = 0; i < from.size(); i++) {
                if (loop.spread(i) == Spread.ALL) {
                    text.line("float x%d = *%s;", i, from.get(i));
                } else {
                    text.line("Lanes<%d> x%d = load<%d>(%s);", lanes, i, lanes, place(from.get(i), i));
                }
            }
            for (int i = 0; i < to.size(); i++) {
                text.line("Lanes<%d> y%d;", lanes, i);
            }
            text.line("#pragma unroll");
            text.line("for (int v = 0; v < %d; v++) {", lanes);
            BodyCode.lines(body, i -> loop.spread(i) == Spread.ALL ? "x" + i : "x" + i + ".at[v]")
                    .forEach(text::line);
            for (int i = 0; i < to.size(); i++) {
                text.line("y%d.at[v] = r%d;", i, body.results().get(i));
            }
            perLane.forEach(text::line);
            text.line("}");
            for (int i = 0; i < to.size(); i++) {
                text.line("store(%s, y%d);", at(to.get(i), loop.results().get(i)), i);
            }
        }

        private String place(String pointer, int operand) {
            return loop.spread(operand) == Spread.COLUMN
                    ? pointer + " + column"
                    : at(pointer, loop.operands().get(operand));
        }

        private static String at(String pointer, Operand operand) {
            return operand.rows() == 1
                    ? pointer + " + column"
                    : pointer + " + (long) row * " + operand.stride() + " + column";
        }
    }
}
