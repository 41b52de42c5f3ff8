package dev.bnc.compiler.emit.cuda.kernel;

/// How a reduction down the columns of a matrix is cut: tiles of columns, and chunks of rows.
///
/// @param width threads abreast, a power of two
/// @param lanes columns of one thread
/// @param blocks tiles that cover all columns
record ColumnTiles(int width, int lanes, int blocks) {
    static final int THREADS = 256;
    /// Floats that are fetched from memory together at least.
    private static final int SECTOR = 8;
    /// Blocks that keep a large GPU busy: some for each multiprocessor.
    private static final int ENOUGH = 4 * Tiling.PROCESSORS;
    /// A thread does at least this many rows before the work is cut further.
    private static final int FEWEST_ROWS = 8;

    static ColumnTiles of(int columns, int lanes) {
        int vectors = columns / lanes;
        int width = Math.min(32, Integer.highestOneBit(Math.max(1, 2 * vectors - 1)));
        return new ColumnTiles(width, lanes, Math.ceilDiv(vectors, width));
    }

    /// Tiles of few columns, so that even a short matrix is spread over many blocks: a sector of memory wide.
    static ColumnTiles narrow(int columns) {
        return new ColumnTiles(SECTOR, 1, Math.ceilDiv(columns, SECTOR));
    }

    /// Tiles for matrices of at most so many rows, a column a thread: as many threads above one another as have something to
    /// do.
    static ColumnTiles of(int columns, Height height) {
        int depth = Math.clamp(Integer.highestOneBit(height.rows), 1, THREADS / SECTOR);
        int width = THREADS / depth;
        return new ColumnTiles(width, 1, Math.ceilDiv(columns, width));
    }

    /// Rows of the highest of some matrices.
    record Height(int rows) {}

    /// Threads above one another.
    int depth() {
        return THREADS / width;
    }

    /// Rows of a chunk.
    int grain(int rows) {
        int most = Math.ceilDiv(rows, depth() * FEWEST_ROWS);
        int chunks = Math.clamp(ENOUGH / blocks, 1, most);
        return Math.ceilDiv(rows, chunks);
    }
}
