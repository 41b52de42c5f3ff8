package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Padding;
import dev.bnc.compiler.graph.op.Window;

/// Decides whether Winograd's algorithm, F(4x4, 3x3) or F(2x2, 5x5), is the faster one for a convolution. Transforming the filter is not
/// counted: it is done before any run or, in training, for many tiles.
///
/// It needs 36 multiplications for what a product does in 144 or 100, but computes whole tiles, transforms inputs and
/// outputs, and reads up to four times as much of weights. Costs are in vector operations of 16 floats, fitted to what one
/// core of a machine with AVX-512 needs.
final class WinogradCost {
    /// Channels go through the transforms in whole vectors.
    private static final int VECTOR = 16;

    private static final int FEWEST_CHANNELS = 32;
    private static final int POINTS = 36;

    /// Inputs of a tile in one direction.
    private static final int INPUTS = 6;

    /// Transforming 16 channels of a tile there or back.
    private static final double TRANSFORM = 260;

    /// Floats of the transformed filter that arrive from behind the second-level cache while one vector operation is done.
    private static final double STREAMED = 1.5;

    /// Tiles that are multiplied with the filter at a time.
    private static final int BLOCK = 36;

    /// Direct products reach more of the machine's peak than the small ones of this algorithm.
    private static final double DIRECT = 1.08;
    private static final double SMALL = 1.2;

    private WinogradCost() {}

    /// Whether to use it for a convolution of an image of `channels` channels, without groups.
    static boolean pays(Window window, int channels, Shape result) {
        int columns = result.size(1);
        int side = window.kernel().height();
        boolean possible = (side == 3 || side == 5)
                && window.kernel().equals(Extent.square(side))
                && window.stride().equals(Extent.square(1))
                && window.dilation().equals(Extent.square(1))
                && columns % VECTOR == 0
                && channels % VECTOR == 0
                && Math.min(columns, channels) >= FEWEST_CHANNELS;
        return possible && cost(side, result, channels, columns) < 0.8 * direct(side, result, channels, columns);
    }

    /// As [#pays] for the input gradient of such a convolution, where `channels` are those of the output's gradient.
    static boolean paysBackwards(Window window, int channels, Shape result) {
        Padding padding = window.padding();
        int most = Math.max(Math.max(padding.top(), padding.left()), Math.max(padding.bottom(), padding.right()));
        return most < window.kernel().height() && pays(window, channels, result);
    }

    /// Whether the output's gradient `dy` has so many fewer tiles than the input gradient `dx` that adding up what each tile
    /// has seen is less work.
    static boolean fewerPlaces(Window window, Shape dy, Shape dx) {
        int side = window.kernel().height();
        return tiles(side, dy) < 0.8 * tiles(side, dx);
    }

    private static double tiles(int side, Shape places) {
        int tile = INPUTS + 1 - side;
        return (double) places.size(0) * Math.ceilDiv(places.size(2), tile) * Math.ceilDiv(places.size(3), tile);
    }

    /// The window of the convolution that the input gradient is.
    static Window backwards(Window window) {
        Padding padding = window.padding();
        int last = window.kernel().height() - 1;
        return window.withPadding(new Padding(
                last - padding.top(), last - padding.left(), last - padding.bottom(), last - padding.right()));
    }

    private static double direct(int side, Shape result, int channels, int columns) {
        double places = (double) result.size(0) * result.size(2) * result.size(3);
        return DIRECT * places * side * side * channels * columns / VECTOR;
    }

    private static double cost(int side, Shape result, int channels, int columns) {
        double tiles = tiles(side, result);
        double products = SMALL * POINTS * tiles * channels * columns / VECTOR;
        double transforms = tiles * (channels + columns) / VECTOR * TRANSFORM;
        double blocks = Math.ceil(tiles / BLOCK);
        double weights = blocks * POINTS * channels * columns / STREAMED / VECTOR;
        return Math.max(products, weights) + transforms;
    }
}
