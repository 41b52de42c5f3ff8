package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Operand;
import java.util.ArrayList;
import java.util.List;

/// Code of a block that has a tile of columns of matrices `[rows, columns]`: reductions down the columns, and loops over
/// them. Each piece stands alone between braces, so that several can follow each other.
///
/// Sums are kept as two floats each. Moments are gathered around one of the elements and combined as sets, so that a large
/// mean costs no digits of the variance.
record ColumnCode(KernelText text, ColumnTiles tiles, int columns) {
    /// Which rows a block does.
    enum Share {
        /// Those of chunk `block.y`.
        CHUNK,
        /// All.
        ALL
    }

    /// Starts the kernel: shared memory, the tile, `column`.
    static ColumnCode open(KernelText text, ColumnTiles tiles, int columns) {
        text.shared(3 * ColumnTiles.THREADS);
        text.line("ColumnTile<%d, %d> tile(block);", tiles.width(), tiles.lanes());
        // A last layer alone, or with a product only, has no columns to itself.
        text.line("[[maybe_unused]] int column = tile.column;");
        return new ColumnCode(text, tiles, columns);
    }

    /// Lets all threads of the block see what was stored.
    void barrier() {
        text.line("__syncthreads();");
    }

    private void forRows(int rows, int grain, Share share) {
        text.line("if (column < %d) {", columns);
        switch (share) {
            case CHUNK -> {
                text.line("int end = min(%d, (int) (block.y + 1) * %d);", rows, grain);
                text.line("#pragma unroll 4");
                text.line("for (int row = block.y * %d + tile.down; row < end; row += tile.depth) {", grain);
            }
            case ALL -> text.line("for (int row = tile.down; row < %d; row += tile.depth) {", rows);
        }
    }

    private void endRows() {
        text.line("}");
        text.line("}");
    }

    /// What the threads found goes to `lines`, for each lane `v` once.
    private void take(String found, List<String> lines) {
        text.line("combineDown<%d, %d>(%s, tile, shared);", tiles.width(), tiles.lanes(), found);
        text.line("if (tile.down == 0 && column < %d) {", columns);
        text.line("for (int v = 0; v < %d; v++) {", tiles.lanes());
        lines.forEach(text::line);
        text.line("}");
        text.line("}");
    }

    /// A loop that sums up nothing.
    void loop(Elementwise loop, List<String> from, List<String> to) {
        text.line("{");
        forRows(loop.rows(), loop.rows(), Share.ALL);
        new LoopCode(text, loop, tiles.lanes(), from, to).element(List.of());
        endRows();
        text.line("}");
    }

    /// A loop that sums up. A chunk's three rows of a sum are the sum, what rounding left of it, and zero; where one block
    /// does all rows, the first chunk has the sums and the others have zeros.
    ///
    /// @param to pointers to results, then to sums
    void summing(Elementwise loop, List<String> from, List<String> to, Share share) {
        int stored = loop.results().size();
        text.line("{");
        var adds = new ArrayList<String>();
        for (int s = 0; s < loop.sums().size(); s++) {
            text.line("Sum s%d[%d] = {};", s, tiles.lanes());
            adds.add("s" + s + "[v].add(r" + loop.body().results().get(stored + s) + ");");
        }
        forRows(loop.rows(), loop.grain(), share);
        new LoopCode(text, loop, tiles.lanes(), from, to.subList(0, stored)).element(adds);
        endRows();
        for (int s = 0; s < loop.sums().size(); s++) {
            take("s" + s, partialSum(to.get(stored + s), "s" + s, loop.chunks(), share));
        }
        text.line("}");
    }

    private List<String> partialSum(String pointer, String sum, int chunks, Share share) {
        int rows = Elementwise.SUM_ROWS;
        String chunk = share == Share.CHUNK ? " + (long) block.y * " + rows * columns : "";
        var lines = new ArrayList<String>();
        lines.add("float* to = " + pointer + chunk + " + column + v;");
        lines.add("to[0] = " + sum + "[v].high, to[" + columns + "] = " + sum + "[v].low, to[" + 2 * columns + "] = 0.0f;");
        if (share == Share.ALL && chunks > 1) {
            lines.add("for (int i = " + rows + "; i < " + rows * chunks + "; i++) to[(long) i * " + columns + "] = 0.0f;");
        }
        return lines;
    }

    /// Rows of a reduction.
    ///
    /// @param x what is reduced
    /// @param grain rows of a chunk
    record Rows(Operand x, int grain, Share share) {
        /// All rows by one block.
        static Rows all(Operand x) {
            return new Rows(x, x.rows(), Share.ALL);
        }

        /// A chunk of them.
        static Rows chunks(Operand x, int grain) {
            return new Rows(x, grain, Share.CHUNK);
        }
    }

    /// What is summed down a column.
    sealed interface Term {
        /// The element.
        record Element() implements Term {}

        /// Its squared distance from the column's mean.
        ///
        /// @param mean pointer to the means
        record SquaredDistance(String mean) implements Term {}
    }

    /// Sums down columns whose elements an expression gives, over the rows of a chunk; `sums[v]` is known in `lines`.
    ///
    /// @param element `Lanes` at `row` and `column`
    void sums(int rows, int grain, String element, List<String> lines) {
        text.line("{");
        text.line("Sum sums[%d] = {};", tiles.lanes());
        forRows(rows, grain, Share.CHUNK);
        text.line("Lanes<%d> x = %s;", tiles.lanes(), element);
        text.line("#pragma unroll");
        text.line("for (int v = 0; v < %d; v++) sums[v].add(x.at[v]);", tiles.lanes());
        endRows();
        take("sums", lines);
        text.line("}");
    }

    /// Sums down the columns of `rows`; `sums[v]` is known in `lines`.
    void sums(Rows rows, String from, Term term, List<String> lines) {
        text.line("{");
        text.line("Sum sums[%d] = {};", tiles.lanes());
        forRows(rows.x.rows(), rows.grain, rows.share);
        text.line("Lanes<%d> x = load<%d>(%s);", tiles.lanes(), tiles.lanes(), LoopCode.at(from, rows.x));
        text.line("#pragma unroll");
        text.line("for (int v = 0; v < %d; v++) {", tiles.lanes());
        switch (term) {
            case Term.Element _ -> text.line("sums[v].add(x.at[v]);");
            case Term.SquaredDistance(String mean) -> {
                text.line("float d = x.at[v] - %s[column + v];", mean);
                text.line("sums[v].add(d * d);");
            }
        }
        text.line("}");
        endRows();
        take("sums", lines);
        text.line("}");
    }

    /// Moments of the columns of `rows`, around the first row of all; `sets[v]` is known in `lines`.
    void moments(Rows rows, String from, List<String> lines) {
        text.line("{");
        text.line("Gatherer gatherers[%d] = {};", tiles.lanes());
        forRows(rows.x.rows(), rows.grain, rows.share);
        text.line("Lanes<%d> x = load<%d>(%s);", tiles.lanes(), tiles.lanes(), LoopCode.at(from, rows.x));
        text.line("#pragma unroll");
        text.line("for (int v = 0; v < %d; v++) gatherers[v].add(x.at[v]);", tiles.lanes());
        endRows();
        text.line("Moments sets[%d];", tiles.lanes());
        text.line("for (int v = 0; v < %d; v++) {", tiles.lanes());
        text.line("sets[v] = gatherers[v].moments(column < %d ? %s[column + v] : 0.0f);", columns, from);
        text.line("}");
        take("sets", lines);
        text.line("}");
    }

    /// Moments of the chunks `[chunks, 3, columns]`, each a count, a mean and squares; `sets[v]` is known in `lines`. For
    /// tiles of one lane.
    void meet(String parts, int chunks, List<String> lines) {
        text.line("{");
        text.line("Moments sets[1] = {};");
        text.line("if (column < %d) {", columns);
        text.line("for (int chunk = tile.down; chunk < %d; chunk += tile.depth) {", chunks);
        text.line("const float* from = %s + (long) chunk * %d + column;", parts, 3 * columns);
        text.line("Moments part = {from[0], from[%d], from[%d]};", columns, 2 * columns);
        text.line("sets[0].add(part);");
        endRows();
        take("sets", lines);
        text.line("}");
    }
}
