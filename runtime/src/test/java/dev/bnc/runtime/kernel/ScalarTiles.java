package dev.bnc.runtime.kernel;

import java.util.ArrayList;

/// Products by plain loops.
final class ScalarTiles {
    private ScalarTiles() {}

    /// Micro-kernels of all readings for tiles of a size and what is left at its sides, without epilogue.
    static ProductKernels of(Tile tile) {
        var kernels = new ArrayList<MicroKernel>();
        for (MicroKernel.Reading reading : MicroKernel.Reading.values()) {
            for (int rows = tile.rows(); rows >= 1; rows = rows == 1 ? 0 : Math.ceilDiv(rows, 3)) {
                for (int width : tile.panelWidths()) {
                    kernels.add(new ScalarMicroKernel(reading, new Tile(rows, width)));
                }
            }
        }
        return new ProductKernels(tile, kernels, new TileEpilogue.None());
    }
}
