package dev.bnc.runtime.kernel;

/// Computes some windows of a convolution that lie side by side, where a row of a window is a few floats only: the first
/// layer of a net on pictures of one channel. All sums stay in registers while the rows pass, and nothing is copied
/// window by window.
///
/// Sums are those of a [MicroKernel]: products in the order of the depth, starting from zero. The compiler emits
/// implementations; [ScalarLineKernel] is the obvious twin. Stateless.
public interface LineKernel {
    /// What it computes.
    LineTile tile();

    /// `y = windows * b` with the first window's first float `x[xo]`, a panel `b [depth, tile columns]`, and `y [tile
    /// windows, tile columns]` whose rows are `stride` apart. The shift of `finish` is added to each window's sums, and what is
    /// below its floor becomes that.
    void run(float[] x, int xo, float[] b, int bo, float[] y, int yo, int stride, TileFinish finish);
}
