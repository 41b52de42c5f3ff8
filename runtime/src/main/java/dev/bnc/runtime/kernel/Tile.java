package dev.bnc.runtime.kernel;

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

    /// Width of the panel that begins where `left` columns of the right matrix are left: half as wide for the last
    /// one if that is enough.
    public int panelWidth(int left) {
        return columns % 2 == 0 && left <= columns / 2 ? columns / 2 : columns;
    }
}
