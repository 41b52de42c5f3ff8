package dev.bnc.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Pictures of other sizes.
class PictureTest {
    @Test
    void theSameSizeIsTheSamePicture() {
        Picture picture = random(3, 7, 5);
        assertThat(picture.covering(7, 5)).isSameAs(picture);
    }

    @Test
    void anEvenColourStaysOne() {
        var values = new byte[3 * 13 * 29];
        Arrays.fill(values, (byte) 201);
        for (int side : new int[] {1, 4, 13, 40}) {
            Picture made = new Picture(3, 13, 29, values).covering(side, side);
            assertThat(made.values()).hasSize(3 * side * side).containsOnly((byte) 201);
        }
    }

    @Test
    void halvesWeighEachPointByItsDistance() {
        // Half the size: two new points wide is four old ones: 1/8 3/8 3/8 1/8, and without the first at the border.
        Picture made = grey(1, 8, 0, 0, 0, 80, 80, 0, 0, 0).covering(1, 8);
        assertThat(made.values()).containsExactly(0, 0, 0, 80, 80, 0, 0, 0);
        Picture half =
                grey(2, 8, 0, 0, 0, 80, 80, 0, 0, 0, 0, 0, 0, 80, 80, 0, 0, 0).covering(1, 4);
        assertThat(half.values()).containsExactly(0, 40, 40, 0);
    }

    @Test
    void doublingIsBilinear() {
        Picture made = grey(1, 2, 0, 80).covering(2, 4);
        assertThat(made.values()).containsExactly(0, 20, 60, 80, 0, 20, 60, 80);
    }

    @Test
    void whatIsTooLongLosesItsEnds() {
        assertThat(grey(1, 5, 10, 20, 30, 40, 50).covering(1, 3).values()).containsExactly(20, 30, 40);
        assertThat(grey(5, 1, 10, 20, 30, 40, 50).covering(3, 1).values()).containsExactly(20, 30, 40);
        Picture wide = random(3, 20, 60);
        assertThat(wide.covering(10, 10).height()).isEqualTo(10);
        assertThat(wide.covering(10, 10).width()).isEqualTo(10);
    }

    private static Picture grey(int height, int width, int... points) {
        var values = new byte[points.length];
        for (int i = 0; i < points.length; i++) {
            values[i] = (byte) points[i];
        }
        return new Picture(1, height, width, values);
    }

    private static Picture random(int channels, int height, int width) {
        var values = new byte[channels * height * width];
        new Random(3).nextBytes(values);
        return new Picture(channels, height, width, values);
    }
}
