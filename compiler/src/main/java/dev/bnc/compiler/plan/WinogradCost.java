package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Padding;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.runtime.kernel.WinogradForm;

/// Decides whether Winograd's algorithm is the faster one for a convolution, and in which form. Transforming the filter is
/// not counted: it is done before any run or, in training, for many tiles.
///
/// It needs 36 multiplications for what a product does in 144 or 100, or 64 for 400, but computes whole tiles, transforms
/// inputs and outputs, and reads up to four times as much of weights. Costs are in vector operations of 16 floats, fitted to what one
/// core of a machine with AVX-512 needs.
final class WinogradCost {
    /// Channels go through the transforms in whole vectors.
    private static final int VECTOR = 16;

    private static final int FEWEST_CHANNELS = 32;
    /// Transforming 16 channels of a tile there or back, for each of its points.
    private static final double TRANSFORM = 7.2;

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
        int side = window.kernel().height();
        return possible(window, channels, result) && pays(WinogradForm.convolving(side), channels, result);
    }

    /// Whether to use it for the weight gradient of such a convolution.
    static boolean paysForWeights(Window window, int channels, Shape result) {
        int side = window.kernel().height();
        return possible(window, channels, result) && pays(WinogradForm.goingBack(side), channels, result);
    }

    private static boolean possible(Window window, int channels, Shape result) {
        int columns = result.size(1);
        int side = window.kernel().height();
        return (side == 3 || side == 5)
                && window.kernel().equals(Extent.square(side))
                && window.stride().equals(Extent.square(1))
                && window.dilation().equals(Extent.square(1))
                && columns % VECTOR == 0
                && channels % VECTOR == 0
                && Math.min(columns, channels) >= FEWEST_CHANNELS;
    }

    private static boolean pays(WinogradForm form, int channels, Shape result) {
        return cost(form, channels, result) < 0.8 * direct(form, channels, result);
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
        WinogradForm form = WinogradForm.goingBack(window.kernel().height());
        return tiles(form, dy) < 0.8 * tiles(form, dx);
    }

    private static double tiles(WinogradForm form, Shape places) {
        int tile = form.outputs();
        return (double) places.size(0) * Math.ceilDiv(places.size(2), tile) * Math.ceilDiv(places.size(3), tile);
    }

    /// The window of the convolution that the input gradient is.
    static Window backwards(Window window) {
        Padding padding = window.padding();
        int last = window.kernel().height() - 1;
        return window.withPadding(new Padding(
                last - padding.top(), last - padding.left(), last - padding.bottom(), last - padding.right()));
    }

    private static double direct(WinogradForm form, int channels, Shape result) {
        int taps = form.side() * form.side();
        double places = (double) result.size(0) * result.size(2) * result.size(3);
        return DIRECT * places * taps * channels * result.size(1) / VECTOR;
    }

    private static double cost(WinogradForm form, int channels, Shape result) {
        double tiles = tiles(form, result);
        double columns = result.size(1);
        double products = SMALL * form.points() * tiles * channels * columns / VECTOR;
        double transforms = tiles * (channels + columns) / VECTOR * TRANSFORM * form.points();
        double blocks = Math.ceil(tiles / BLOCK);
        double weights = blocks * form.points() * channels * columns / STREAMED / VECTOR;
        return Math.max(products, weights) + transforms;
    }
}
