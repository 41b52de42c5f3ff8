package dev.bnc.runtime.kernel;

import java.util.ArrayList;
import java.util.List;

/// The part of a product of one row that one call of a [RowKernel] computes: panels side by side.
///
/// @param panels whole panels
/// @param width columns of each of them
/// @param last columns of a narrower panel behind them, 0 if there is none
public record RowTile(int panels, int width, int last) {
    /// As many sums as hide that each waits for the one before it: with two vectors a panel, eight.
    private static final int MOST_PANELS = 4;

    /// All columns.
    public int columns() {
        return panels * width + last;
    }

    /// How a row is cut into tiles, from left to right. The last one may be wider than what is left.
    public static List<RowTile> of(Tile tile, int columns) {
        int left = columns % tile.columns();
        int narrow = left > 0 && tile.panelWidth(left) < tile.columns() ? tile.panelWidth(left) : 0;
        int all = Math.ceilDiv(columns, tile.columns());
        int count = Math.ceilDiv(all, MOST_PANELS);
        var tiles = new ArrayList<RowTile>();
        for (int i = 0; i < count; i++) {
            int panels = all * (i + 1) / count - all * i / count;
            boolean cut = i == count - 1 && narrow > 0;
            tiles.add(cut ? new RowTile(panels - 1, tile.columns(), narrow) : new RowTile(panels, tile.columns(), 0));
        }
        return List.copyOf(tiles);
    }
}
