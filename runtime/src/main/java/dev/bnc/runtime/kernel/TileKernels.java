package dev.bnc.runtime.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Chooses among the micro-kernels of a product: a large tile for the inner part, smaller ones for what is left at
/// the lower and right side.
final class TileKernels {
    /// Time of a tile of some rows, in rows of a large one: few rows are slower since each sum waits for the last one.
    private static final double LEAST_ROWS = 2.2;

    private static final int WIDTHS = 3;

    private final Tile tile;
    /// By width of the panel (whole, half, a quarter), reading and rows.
    private final MicroKernel[][][] kernels;
    /// For each number of rows left, the rows of the tile to compute next; that may be more than are left.
    private final int[] cheapest;
    /// The same, never more than are left.
    private final int[] exact;

    TileKernels(ProductKernels kernels) {
        tile = kernels.tile();
        this.kernels = new MicroKernel[WIDTHS][MicroKernel.Reading.values().length][tile.rows() + 1];
        var rows = new ArrayList<Integer>();
        for (MicroKernel kernel : kernels.tiles()) {
            this.kernels[part(kernel.tile().columns())][place(kernel.reading())][kernel.tile().rows()] = kernel;
            rows.add(kernel.tile().rows());
        }
        List<Integer> sizes =
                rows.stream().distinct().sorted(Comparator.reverseOrder()).toList();
        if (sizes.getLast() != 1 || sizes.getFirst() != tile.rows()) {
            throw new IllegalArgumentException("tiles of " + sizes + " rows do not cover " + tile);
        }
        cheapest = new int[tile.rows() + 1];
        exact = new int[tile.rows() + 1];
        choose(sizes);
    }

    private void choose(List<Integer> sizes) {
        double[] cost = new double[tile.rows() + 1];
        for (int left = 1; left <= tile.rows(); left++) {
            cost[left] = Double.MAX_VALUE;
            for (int size : sizes) {
                double total = Math.max(LEAST_ROWS, size) + (size < left ? cost[left - size] : 0);
                if (total < cost[left]) {
                    cost[left] = total;
                    cheapest[left] = size;
                }
                if (size <= left) {
                    exact[left] = Math.max(exact[left], size);
                }
            }
        }
    }

    /// The largest tile.
    Tile tile() {
        return tile;
    }

    /// Rows of the next tile.
    ///
    /// @param rows rows that are left; a kernel that reads columns never takes more
    int rows(MicroKernel.Reading reading, int rows) {
        int left = Math.min(rows, tile.rows());
        return reading == MicroKernel.Reading.COLUMNS ? exact[left] : cheapest[left];
    }

    /// The kernel for the next tile, which has [#rows] rows.
    ///
    /// @param rows rows that are left
    /// @param width [Tile#panelWidth] of the panel at hand
    MicroKernel of(MicroKernel.Reading reading, int rows, int width) {
        return kernels[part(width)][place(reading)][rows(reading, rows)];
    }

    /// How often a panel of this width has been halved.
    private int part(int width) {
        return Integer.numberOfTrailingZeros(tile.columns() / width);
    }

    private static int place(MicroKernel.Reading reading) {
        return switch (reading) {
            case ROWS -> 0;
            case COLUMNS -> 1;
            case CHANNELS -> 2;
        };
    }
}
