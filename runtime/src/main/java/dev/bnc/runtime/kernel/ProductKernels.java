package dev.bnc.runtime.kernel;

import java.util.List;

/// What a matrix product is computed with: micro-kernels of several tile sizes that together compute products of any
/// size, and what happens to their results.
///
/// Each reading has the same sizes: some numbers of rows, among them 1, times the widths of panels.
///
/// @param tile the largest tile
/// @param tiles one for each reading, number of rows and width
public record ProductKernels(Tile tile, List<MicroKernel> tiles, TileEpilogue epilogue) {
    public ProductKernels {
        tiles = List.copyOf(tiles);
    }

    /// Those of one reading, all that a product with such a left matrix needs.
    public ProductKernels only(MicroKernel.Reading reading) {
        return new ProductKernels(
                tile,
                tiles.stream().filter(kernel -> kernel.reading() == reading).toList(),
                epilogue);
    }

    /// Those for panels of some widths.
    public ProductKernels only(List<Integer> widths) {
        return new ProductKernels(
                tile,
                tiles.stream()
                        .filter(kernel -> widths.contains(kernel.tile().columns()))
                        .toList(),
                epilogue);
    }
}
