package dev.bnc.runtime.kernel;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The part of a matrix product one call of a [MicroKernel] computes.
///
/// @param rows rows of the left matrix, one broadcast each
/// @param columns columns of the right matrix, a multiple of the vector length in vector kernels
public record Tile(int rows, int columns) {
    public Tile {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException("a tile of " + rows + " x " + columns + " computes nothing");
        }
    }

    /// The narrowest part of a panel: four floats, the shortest vectors.
    private static final int NARROWEST = 4;

    /// Width of the panel that begins where `left` columns of the right matrix are left: half or a quarter as wide for
    /// the last one if that is enough. Of the ten vectors of 100 columns, say, half a vector is of zeros instead of a
    /// whole one.
    public int panelWidth(int left) {
        boolean quarters = columns % NARROWEST == 0 && columns >= NARROWEST * NARROWEST;
        return quarters && left <= columns / 4 ? columns / 4 : halfPanelWidth(left);
    }

    /// The same without quarters, so that a panel of vector kernels has whole vectors of the machine: what transformed
    /// filters lie in.
    int halfPanelWidth(int left) {
        return columns % 2 == 0 && left <= columns / 2 ? columns / 2 : columns;
    }

    /// Widths of the panels of a right matrix of so many columns.
    public List<Integer> panelWidths(int matrixColumns) {
        return widths(matrixColumns, panelWidth(Math.max(1, matrixColumns % columns)));
    }

    /// The same of transformed filters.
    public List<Integer> transformedWidths(int matrixColumns) {
        return widths(matrixColumns, halfPanelWidth(Math.max(1, matrixColumns % columns)));
    }

    private List<Integer> widths(int matrixColumns, int last) {
        if (matrixColumns % columns == 0 || last == columns) {
            return List.of(columns);
        }
        return matrixColumns < columns ? List.of(last) : List.of(columns, last);
    }

    /// All widths of panels, the widest first.
    public List<Integer> panelWidths() {
        Set<Integer> widths = new LinkedHashSet<>(List.of(columns));
        widths.add(halfPanelWidth(1));
        widths.add(panelWidth(1));
        return List.copyOf(widths);
    }
}
