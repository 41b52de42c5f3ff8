package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Window;

/// The left factor `A[m, k]` of a [Multiply]: a matrix in memory, or one that is implied by a window sliding over
/// images
/// and never stored. Images are operands `[n, h, w, c]`, with a row stride.
public sealed interface Left {
    /// The operand that is read.
    Operand operand();

    /// What a window looks at.
    enum Sight {
        /// All channels.
        ALL,
        /// For column `j` of the product only channel `j`: a depthwise convolution. Then `k` counts through the kernel
        /// only, and `A` is a matrix for each column.
        OWN
    }

    /// `A` as it lies: `A[m, k] = operand[m, k]`.
    record Rows(Operand operand) implements Left {}

    /// `A` lies transposed: `A[m, k] = operand[k, m]`.
    record Columns(Operand operand) implements Left {}

    /// What each place of a window sees (a convolution's forward pass). Row `(n, i, j)` counts through images and
    /// `places`, column `(a, b, c)` through the kernel and the channels:
    /// `A = image[n, i * stride - top + a * dilation, j * stride - left + b * dilation, c]`, 0 outside the image.
    record Patches(Operand operand, Window window, Extent places, Sight sight) implements Left {}

    /// As [Patches] over all channels, for a 3x3 or 5x5 window with stride 1, to be computed by Winograd's algorithm
    /// F(4x4, 3x3) or F(4x4, 5x5) from a right factor that is packed for it.
    record Winograd(Operand operand, Window window, Extent places) implements Left {}

    /// As [Cells] over all channels, for a 3x3 or 5x5 window with stride 1, to be computed by the stages of Winograd's
    /// algorithm backwards, from a right factor that is packed for it.
    record WinogradCells(Operand operand, Window window, Extent cells) implements Left {}

    /// Transpose of [Patches] (a convolution's weight gradient): row `(a, b, c)`, column `(n, i, j)`.
    record PatchColumns(Operand operand, Window window, Extent places, Sight sight) implements Left {}

    /// Which places of a window saw each cell (a convolution's input gradient). Row `(n, y, x)` counts through images
    /// and the cells of images of size `cells`, column `(a, b, c)` through kernel and channels of `dy = operand`:
    /// `A = dy[n, (y + top - a * dilation) / stride, (x + left - b * dilation) / stride, c]`, 0 where a quotient
    /// is not whole or no place of `dy`.
    record Cells(Operand operand, Window window, Extent cells, Sight sight) implements Left {}
}
