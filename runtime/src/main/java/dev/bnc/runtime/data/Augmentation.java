package dev.bnc.runtime.data;

import java.util.List;
import java.util.Locale;

/// Applies a list of transforms to examples in place.
///
/// Lots are drawn by (seed, epoch, example), so the same example in the same epoch changes in the same way whoever
/// asks.
public final class Augmentation {
    // Far from the places of single lots.
    private static final long NOISE = 1L << 32;

    private final List<Transform> transforms;
    private final List<Integer> shape;
    private final CounterRandom random;
    private final CounterRandom windows;
    private final float[] row;

    /// For examples of `shape`.
    ///
    /// @throws DataException if a transform does not fit the shape
    public Augmentation(List<Transform> transforms, List<Integer> shape, long seed) {
        this.transforms = List.copyOf(transforms);
        this.shape = List.copyOf(shape);
        this.random = CounterRandom.of(seed, "augmentation");
        this.windows = CounterRandom.of(seed, "window");
        this.row = new float[shape.stream().reduce(1, Math::multiplyExact)];
        this.transforms.forEach(this::check);
    }

    /// Where training looks, if inputs are windows of something larger.
    public Placement placement(long epoch, int example) {
        CounterRandom lots = windows.at(epoch).at(example);
        return new Placement(lots.uniform(0), lots.uniform(1));
    }

    /// Applies what belongs to the net's input also in use: what draws no lots.
    public void apply(float[] pixels, int offset) {
        for (Transform transform : transforms) {
            switch (transform) {
                case Transform.Normalize normalize -> normalize(normalize, pixels, offset);
                case Transform.Random _ -> {}
            }
        }
    }

    /// Applies all transforms as training does.
    public void apply(long epoch, int example, float[] pixels, int offset) {
        CounterRandom lots = random.at(epoch).at(example);
        Affine warp = Affine.IDENTITY;
        for (int t = 0; t < transforms.size(); t++) {
            if (transforms.get(t) instanceof Transform.Warp next) {
                warp = warp.then(warp(next, strength(lots, t)));
            } else {
                draw(warp, pixels, offset);
                warp = Affine.IDENTITY;
                apply(transforms.get(t), lots, t, pixels, offset);
            }
        }
        draw(warp, pixels, offset);
    }

    private void apply(Transform transform, CounterRandom lots, int t, float[] pixels, int offset) {
        switch (transform) {
            case Transform.Normalize normalize -> normalize(normalize, pixels, offset);
            case Transform.FlipHorizontal _ -> {
                if (lots.uniform(place(t)) < 0.5) {
                    flip(pixels, offset);
                }
            }
            case Transform.FlipVertical _ -> {
                if (lots.uniform(place(t)) < 0.5) {
                    flipRows(pixels, offset);
                }
            }
            case Transform.Shift(int most) ->
                shift(
                        lots.below(2 * most + 1, place(t)) - most,
                        lots.below(2 * most + 1, place(t) + 1) - most,
                        pixels,
                        offset);
            case Transform.Brightness(double most) -> colours().brighten(factor(lots, t, most), pixels, offset);
            case Transform.Contrast(double most) -> colours().contrast(factor(lots, t, most), pixels, offset);
            case Transform.Saturation(double most) -> colours().saturate(factor(lots, t, most), pixels, offset);
            case Transform.Noise(double deviation) -> colours().addNoise(deviation, lots.at(NOISE + t), pixels, offset);
            case Transform.Warp _ -> throw new IllegalStateException("warps are drawn together: " + transforms);
        }
    }

    // Two lots for each transform.
    private static int place(int transform) {
        return 2 * transform;
    }

    /// Between -1 and 1.
    private static double strength(CounterRandom lots, int transform) {
        return 2 * lots.uniform(place(transform)) - 1;
    }

    private static float factor(CounterRandom lots, int transform, double most) {
        return (float) (1 + most * strength(lots, transform));
    }

    private static Affine warp(Transform.Warp warp, double strength) {
        return switch (warp) {
            case Transform.Rotate(double degrees) -> Affine.rotation(degrees * strength);
            case Transform.Shear(double most) -> Affine.shear(most * strength);
            case Transform.Zoom(double most) -> Affine.zoom(1 + most * strength);
        };
    }

    private void draw(Affine warp, float[] pixels, int offset) {
        if (warp.equals(Affine.IDENTITY)) {
            return;
        }
        System.arraycopy(pixels, offset, row, 0, row.length);
        warp.draw(row, pixels, offset, new Affine.Extent(shape.get(0), shape.get(1), shape.get(2)));
    }

    private Colours colours() {
        return new Colours(shape.getFirst(), row.length / shape.getFirst());
    }

    private void check(Transform transform) {
        switch (transform) {
            case Transform.Normalize(var mean, var _) -> {
                if (mean.size() != 1 && (shape.isEmpty() || mean.size() != shape.getFirst())) {
                    throw new DataException(
                            "normalize has %d means, but examples are %s: one mean, or one a channel, is needed"
                                    .formatted(mean.size(), shape));
                }
            }
            case Transform.Random _ -> {
                if (shape.size() != 3) {
                    throw new DataException("%s needs pictures (channels, height, width), but examples are %s"
                            .formatted(transform.getClass().getSimpleName().toLowerCase(Locale.ROOT), shape));
                }
            }
        }
    }

    private void normalize(Transform.Normalize normalize, float[] pixels, int offset) {
        int channels = normalize.mean().size();
        int each = row.length / channels;
        for (int c = 0; c < channels; c++) {
            float mean = normalize.mean().get(c).floatValue();
            float factor = (float) (1 / normalize.deviation().get(c));
            for (int i = offset + c * each; i < offset + (c + 1) * each; i++) {
                pixels[i] = (pixels[i] - mean) * factor;
            }
        }
    }

    private void flip(float[] pixels, int offset) {
        mirror(pixels, offset, row.length, shape.get(2));
    }

    /// Mirrors rows of `width` points, `size` values in all, left and right.
    public static void mirror(float[] pixels, int offset, int size, int width) {
        for (int start = offset; start < offset + size; start += width) {
            for (int left = start, right = start + width - 1; left < right; left++, right--) {
                float swapped = pixels[left];
                pixels[left] = pixels[right];
                pixels[right] = swapped;
            }
        }
    }

    private void flipRows(float[] pixels, int offset) {
        int height = shape.get(1);
        int width = shape.get(2);
        System.arraycopy(pixels, offset, row, 0, row.length);
        for (int start = 0; start < row.length; start += height * width) {
            for (int y = 0; y < height; y++) {
                System.arraycopy(row, start + (height - 1 - y) * width, pixels, offset + start + y * width, width);
            }
        }
    }

    private void shift(int down, int right, float[] pixels, int offset) {
        int height = shape.get(1);
        int width = shape.get(2);
        System.arraycopy(pixels, offset, row, 0, row.length);
        for (int i = 0; i < row.length; i++) {
            int x = i % width - right;
            int y = i / width % height - down;
            boolean inside = x >= 0 && x < width && y >= 0 && y < height;
            pixels[offset + i] = inside ? row[i - down * width - right] : 0;
        }
    }
}
