package dev.bnc.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.runtime.data.Affine.Extent;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Transforms of pictures: nothing at strength 0, exact cases by hand, the same bits in any order and on any thread.
class AugmentationTest {
    private static final List<Integer> SHAPE = List.of(3, 7, 5);
    private static final int SIZE = 105;
    // Sines and cosines of right angles are off by an ulp or so.
    private static final Offset<Float> ROUNDING = within(1e-5f);

    private static final List<Transform> ALL = List.of(
            new Transform.Brightness(0.4),
            new Transform.Contrast(0.4),
            new Transform.Saturation(0.4),
            new Transform.FlipHorizontal(),
            new Transform.FlipVertical(),
            new Transform.Rotate(20),
            new Transform.Shear(0.2),
            new Transform.Zoom(0.2),
            new Transform.Shift(2),
            new Transform.Normalize(List.of(0.5), List.of(0.25)));

    static Stream<Transform> withoutStrength() {
        return Stream.of(
                new Transform.Shift(0),
                new Transform.Rotate(0),
                new Transform.Shear(0),
                new Transform.Zoom(0),
                new Transform.Brightness(0),
                new Transform.Contrast(0),
                new Transform.Saturation(0));
    }

    @ParameterizedTest
    @MethodSource("withoutStrength")
    void nothingChangesAtStrengthZero(Transform transform) {
        float[] picture = picture(1);
        for (int example = 0; example < 50; example++) {
            assertThat(augmented(List.of(transform), 3, example, picture)).isEqualTo(picture);
        }
    }

    static Stream<Transform> withStrength() {
        return ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("withStrength")
    void somethingChangesOtherwise(Transform transform) {
        float[] picture = picture(1);
        long changed = IntStream.range(0, 100)
                .filter(example -> !Arrays.equals(augmented(List.of(transform), 0, example, picture), picture))
                .count();
        assertThat(changed).isGreaterThan(30);
    }

    @Test
    void onlyNormalizationIsDoneInUse() {
        float[] picture = picture(1);
        new Augmentation(ALL, SHAPE, 1).apply(picture, 0);
        float[] expected = picture(1);
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (expected[i] - 0.5f) * 4;
        }
        assertThat(picture).isEqualTo(expected);
    }

    @Test
    void theSameBitsInAnyOrderAndOnAnyThread() throws Exception {
        var alone = new Augmentation(ALL, SHAPE, 9);
        List<float[]> expected = IntStream.range(0, 200)
                .mapToObj(example -> augmented(alone, example % 5, example))
                .toList();
        assertThat(expected.stream().map(Arrays::toString).distinct().count()).isGreaterThan(195);
        try (var threads = new ForkJoinPool(2)) {
            List<float[]> found = threads.submit(() -> IntStream.range(0, 200)
                            .parallel()
                            .mapToObj(example -> augmented(new Augmentation(ALL, SHAPE, 9), example % 5, example))
                            .toList())
                    .get();
            for (int i = 0; i < expected.size(); i++) {
                assertThat(found.get(i)).isEqualTo(expected.get(i));
            }
        }
    }

    @Test
    void rotationTurnsCounterClockwise() {
        float[] picture = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        assertThat(drawn(Affine.rotation(90), picture, 3))
                .containsExactly(new float[] {3, 6, 9, 2, 5, 8, 1, 4, 7}, ROUNDING);
        assertThat(drawn(Affine.rotation(180), picture, 3))
                .containsExactly(new float[] {9, 8, 7, 6, 5, 4, 3, 2, 1}, ROUNDING);
    }

    @Test
    void shearPushesRowsByTheirDistanceFromTheMiddle() {
        float[] picture = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        // A point beyond the border repeats the border's.
        assertThat(drawn(Affine.shear(1), picture, 3)).containsExactly(1, 1, 2, 4, 5, 6, 8, 9, 9);
        assertThat(drawn(Affine.shear(0.5), picture, 3)).containsExactly(1, 1.5f, 2.5f, 4, 5, 6, 7.5f, 8.5f, 9);
    }

    @Test
    void zoomKeepsTheMiddle() {
        float[] picture = {0, 4, 8, 12, 16, 20, 24, 28, 32};
        assertThat(drawn(Affine.zoom(2), picture, 3)).containsExactly(8, 10, 12, 14, 16, 18, 20, 22, 24);
        assertThat(drawn(Affine.zoom(0.5), picture, 3)).containsExactly(0, 4, 8, 12, 16, 20, 24, 28, 32);
    }

    @Test
    void warpsInARowAreOne() {
        Affine both = Affine.rotation(30).then(Affine.rotation(60));
        float[] picture = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        assertThat(drawn(both, picture, 3)).containsExactly(drawn(Affine.rotation(90), picture, 3), ROUNDING);
        Affine order = Affine.zoom(2).then(Affine.shear(1));
        float[] first = drawn(Affine.zoom(2), ramp(), 9);
        // Away from the border, bilinear interpolation of a ramp is exact.
        assertThat(drawn(order, ramp(), 9)[40]).isEqualTo(drawn(Affine.shear(1), first, 9)[40], ROUNDING);
        assertThat(drawn(order, ramp(), 9)[49]).isEqualTo(drawn(Affine.shear(1), first, 9)[49], ROUNDING);
    }

    @Test
    void coloursByHand() {
        float[] points = {0.2f, 0.5f, 0.4f, 0.5f, 0.6f, 0.5f};
        var colours = new Colours(3, 2);
        float[] bright = points.clone();
        colours.brighten(2, bright, 0);
        assertThat(bright).containsExactly(0.4f, 1, 0.8f, 1, 1, 1);
        // Grey is 0.299 * 0.2 + 0.587 * 0.4 + 0.114 * 0.6 = 0.363 at the first point, 0.5 at the second.
        float[] grey = points.clone();
        colours.saturate(0, grey, 0);
        assertThat(grey).containsExactly(new float[] {0.363f, 0.5f, 0.363f, 0.5f, 0.363f, 0.5f}, ROUNDING);
        float[] flat = points.clone();
        colours.contrast(0, flat, 0);
        assertThat(flat).containsExactly(new float[] {0.4315f, 0.4315f, 0.4315f, 0.4315f, 0.4315f, 0.4315f}, ROUNDING);
        float[] strong = points.clone();
        colours.contrast(2, strong, 0);
        assertThat(strong[0]).isEqualTo(0, ROUNDING);
        assertThat(strong[1]).isEqualTo(2 * 0.5f - 0.4315f, ROUNDING);
    }

    @Test
    void verticalFlipMirrorsRows() {
        float[] picture = {1, 2, 3, 4, 5, 6};
        List<float[]> seen = IntStream.range(0, 40)
                .mapToObj(example -> {
                    float[] copy = picture.clone();
                    new Augmentation(List.of(new Transform.FlipVertical()), List.of(1, 3, 2), 4)
                            .apply(0, example, copy, 0);
                    return copy;
                })
                .toList();
        assertThat(seen).allMatch(p -> p[0] == 1 || Arrays.equals(p, new float[] {5, 6, 3, 4, 1, 2}));
        assertThat(seen).anyMatch(p -> p[0] == 1).anyMatch(p -> p[0] == 5);
    }

    @Test
    void onlyPicturesCanBeWarped() {
        assertThatThrownBy(() -> new Augmentation(List.of(new Transform.Rotate(3)), List.of(784), 1))
                .isInstanceOf(DataException.class)
                .hasMessage("rotate needs pictures (channels, height, width), but examples are [784]");
    }

    private static float[] ramp() {
        var ramp = new float[81];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = i % 9 + 10 * (i / 9);
        }
        return ramp;
    }

    private static float[] drawn(Affine affine, float[] picture, int side) {
        var into = new float[picture.length];
        affine.draw(picture, into, 0, new Extent(1, side, side));
        return into;
    }

    private static float[] augmented(Augmentation augmentation, long epoch, int example) {
        float[] pixels = picture(example);
        augmentation.apply(epoch, example, pixels, 0);
        return pixels;
    }

    private static float[] augmented(List<Transform> transforms, long epoch, int example, float[] picture) {
        float[] pixels = picture.clone();
        new Augmentation(transforms, SHAPE, 2).apply(epoch, example, pixels, 0);
        return pixels;
    }

    private static float[] picture(long seed) {
        var random = new Random(seed);
        var pixels = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            pixels[i] = random.nextInt(256) / 255f;
        }
        return pixels;
    }
}
