package dev.bnc.runtime.kernel;

/// How a product is cut: into blocks of whole tiles that are chunks of work, and each of these along the depth so
/// that what it works on stays in the caches. Depends on sizes only.
///
/// @param rowPanels tiles from top to bottom of one block
/// @param columnPanels tiles from left to right of one block
/// @param rowBlocks blocks from top to bottom
/// @param columnBlocks blocks from left to right
/// @param depth longest depth worked on at a time
record Blocking(int rowPanels, int columnPanels, int rowBlocks, int columnBlocks, int depth) {
    /// A panel of 32 columns and this depth is 32 KiB.
    private static final int DEEPEST = 256;

    /// Rows of packed left matrix that, [#DEEPEST] deep, take a quarter of a second-level cache of 1 MiB.
    private static final int TALLEST = 256;

    /// Multiply-adds worth a chunk: about five microseconds of one core.
    private static final long GRAIN = 1 << 19;

    private static final int MOST_CHUNKS = 64;

    /// Rows are cut first, since each block of columns packs the rows it needs anew.
    static Blocking of(Tile tile, ProductSize size) {
        int wanted = Math.clamp(size.multiplyAdds() / GRAIN, 1, MOST_CHUNKS);
        int rowPanels = Math.ceilDiv(size.rows(), tile.rows());
        int columnPanels = Math.ceilDiv(size.columns(), tile.columns());
        int tallest = Math.max(1, TALLEST / tile.rows());
        int rowBlocks = Math.min(rowPanels, Math.max(wanted, Math.ceilDiv(rowPanels, tallest)));
        int columnBlocks = Math.clamp(wanted / rowBlocks, 1, columnPanels);
        int blockRows = Math.ceilDiv(rowPanels, rowBlocks);
        int blockColumns = Math.ceilDiv(columnPanels, columnBlocks);
        return new Blocking(
                blockRows,
                blockColumns,
                Math.ceilDiv(rowPanels, blockRows),
                Math.ceilDiv(columnPanels, blockColumns),
                Math.ceilDiv(size.depth(), Math.ceilDiv(size.depth(), DEEPEST)));
    }

    /// Number of blocks.
    int count() {
        return rowBlocks * columnBlocks;
    }
}
