package dev.bnc.runtime.kernel;

/// How a product is cut into blocks of whole tiles that are chunks of work. Depends on sizes only.
///
/// @param rows rows of one block
/// @param columns columns of one block
/// @param rowBlocks blocks from top to bottom
/// @param columnBlocks blocks from left to right
record Blocking(int rows, int columns, int rowBlocks, int columnBlocks) {
    /// Rows of left matrix that are worked on at a time: with a depth of some hundred they stay in a second-level
    /// cache of 1 MiB while the panels of the right matrix pass.
    private static final int TALLEST = 264;

    /// Multiply-adds worth a chunk: about five microseconds of one core.
    private static final long GRAIN = 1 << 18;

    /// Floats of the panels that are worked on together.
    private static final int TOGETHER = 1 << 16;

    /// Blocks from left to right that are enough for some threads, if wider ones are possible.
    private static final int ENOUGH_BLOCKS = 8;

    /// Panels of a block whose epilogue runs on lines that are long enough.
    private static final int WIDE_BLOCK = 4;

    private static final int MOST_CHUNKS = 32;

    /// How much longer a multiply-add takes where each column has a left matrix of its own.
    private static final int CHANNEL_COST = 4;

    /// Panels of rows that are worth reading panels of the right matrix for.
    private static final int FEW_PANELS = 4;

    /// A wide product is cut into columns first, so that each panel of the right matrix is read once by one thread; a tall
    /// one into rows.
    static Blocking of(Tile tile, ProductSize size) {
        int wanted = Math.clamp(size.multiplyAdds() / GRAIN, 1, MOST_CHUNKS);
        int rowPanels = Math.ceilDiv(size.rows(), tile.rows());
        int columnPanels = Math.ceilDiv(size.columns(), tile.columns());
        int least = Math.ceilDiv(size.rows(), TALLEST);
        if (size.columns() > size.rows()) {
            int enough = Math.max(Math.min(columnPanels, ENOUGH_BLOCKS), columnPanels / WIDE_BLOCK);
            int columnBlocks = Math.min(enough, wanted);
            int most = Math.max(least, rowPanels / FEW_PANELS);
            return of(tile, rowPanels, columnPanels, Math.clamp(wanted / columnBlocks, least, most), columnBlocks);
        }
        int rowBlocks = Math.min(rowPanels, Math.max(wanted, least));
        return of(tile, rowPanels, columnPanels, rowBlocks, Math.clamp(wanted / rowBlocks, 1, columnPanels));
    }

    /// Where each column has a left matrix of its own: all columns of some rows, since the lines that a block sees
    /// are copied with all their channels; cut into columns only where there are few rows of great depth.
    static Blocking ofChannels(Tile tile, ProductSize size) {
        int wanted = Math.clamp(size.multiplyAdds() * CHANNEL_COST / GRAIN, 1, MOST_CHUNKS);
        int rowPanels = Math.ceilDiv(size.rows(), tile.rows());
        int columnPanels = Math.ceilDiv(size.columns(), tile.columns());
        if (rowPanels < FEW_PANELS) {
            return of(tile, rowPanels, columnPanels, 1, Math.clamp(wanted / FEW_PANELS, 1, columnPanels));
        }
        int least = Math.ceilDiv(size.rows(), TALLEST);
        return of(tile, rowPanels, columnPanels, Math.min(rowPanels, Math.max(wanted, least)), 1);
    }

    /// Columns whose panels stay in a second-level cache of 1 MiB beside the rows at hand: all of them are multiplied with
    /// some rows before the next rows, so that the epilogue sees long lines.
    static int together(Tile tile, int depth) {
        return Math.max(1, TOGETHER / tile.columns() / depth) * tile.columns();
    }

    private static Blocking of(Tile tile, int rowPanels, int columnPanels, int rowBlocks, int columnBlocks) {
        int blockRows = Math.ceilDiv(rowPanels, rowBlocks);
        int blockColumns = Math.ceilDiv(columnPanels, columnBlocks);
        return new Blocking(
                blockRows * tile.rows(),
                blockColumns * tile.columns(),
                Math.ceilDiv(rowPanels, blockRows),
                Math.ceilDiv(columnPanels, blockColumns));
    }

    /// Number of blocks.
    int count() {
        return rowBlocks * columnBlocks;
    }

    /// First row of a block. Blocks above each other follow each other: they share panels of the right matrix.
    int firstRow(int block) {
        return block % rowBlocks * rows;
    }

    /// First column of a block.
    int firstColumn(int block) {
        return block / rowBlocks * columns;
    }
}
