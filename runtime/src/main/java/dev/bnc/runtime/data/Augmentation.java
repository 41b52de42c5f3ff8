package dev.bnc.runtime.data;

import java.util.List;

/// Applies a list of transforms to examples in place.
///
/// Lots are drawn by (seed, epoch, example), so the same example in the same epoch changes in the same way whoever
/// asks.
public final class Augmentation {
    private final List<Transform> transforms;
    private final List<Integer> shape;
    private final CounterRandom random;
    private final float[] row;

    /// For examples of `shape`.
    ///
    /// @throws DataException if a transform does not fit the shape
    public Augmentation(List<Transform> transforms, List<Integer> shape, long seed) {
        this.transforms = List.copyOf(transforms);
        this.shape = List.copyOf(shape);
        this.random = CounterRandom.of(seed, "augmentation");
        this.row = new float[shape.stream().reduce(1, Math::multiplyExact)];
        this.transforms.forEach(this::check);
    }

    /// Applies what belongs to the net's input also in use: normalization.
    public void apply(float[] pixels, int offset) {
        for (Transform transform : transforms) {
            switch (transform) {
                case Transform.Normalize normalize -> normalize(normalize, pixels, offset);
                case Transform.FlipHorizontal _, Transform.Shift _ -> {}
            }
        }
    }

    /// Applies all transforms as training does.
    public void apply(long epoch, int example, float[] pixels, int offset) {
        CounterRandom lots = random.at(epoch).at(example);
        int place = 0;
        for (Transform transform : transforms) {
            switch (transform) {
                case Transform.Normalize normalize -> normalize(normalize, pixels, offset);
                case Transform.FlipHorizontal _ -> {
                    if (lots.uniform(place) < 0.5) {
                        flip(pixels, offset);
                    }
                }
                case Transform.Shift(int most) ->
                    shift(
                            lots.below(2 * most + 1, place) - most,
                            lots.below(2 * most + 1, place + 1) - most,
                            pixels,
                            offset);
            }
            place += 2;
        }
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
            case Transform.FlipHorizontal _, Transform.Shift _ -> {
                if (shape.size() != 3) {
                    throw new DataException(
                            "flip and shift need pictures (channels, height, width), but examples are " + shape);
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
        int width = shape.get(2);
        for (int start = offset; start < offset + row.length; start += width) {
            for (int left = start, right = start + width - 1; left < right; left++, right--) {
                float swapped = pixels[left];
                pixels[left] = pixels[right];
                pixels[right] = swapped;
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
