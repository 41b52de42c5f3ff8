package dev.bnc.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void windowsLieWhereTheirPlacementSays() {
        var values = new byte[20];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) i;
        }
        var data = new PictureDataset(
                "one",
                List.of(1, 2, 3),
                List.of("a"),
                _ -> new Picture(1, 4, 5, values),
                new int[] {0},
                Optional.of(Framing.window(new PictureSize(2, 3), 4)));
        assertThat(window(data, new Placement(0, 0))).containsExactly(0, 1, 2, 5, 6, 7);
        assertThat(window(data, new Placement(1, 1))).containsExactly(12, 13, 14, 17, 18, 19);
        assertThat(window(data, Placement.CENTRE)).containsExactly(6, 7, 8, 11, 12, 13);
        var middle = new float[6];
        data.readInput(0, middle, 0);
        assertThat(middle[0]).isEqualTo(6 / 255f);
        assertThat(window(data.first(1), new Placement(0, 0))[0]).isEqualTo(6);
    }

    /// As they occur in ImageNet. Stored are the complements, as Adobe's programs do.
    @Test
    void jpegFilesInCyanMagentaYellowAndBlackAreRead(@TempDir Path folder) throws IOException {
        int[][] inks = {{0, 255, 255, 255}, {255, 0, 255, 255}, {255, 255, 0, 255}, {255, 255, 255, 0}};
        int[][] colours = {{0, 255, 255}, {255, 0, 255}, {255, 255, 0}, {0, 0, 0}};
        for (int i = 0; i < inks.length; i++) {
            Picture read = Picture.read(inFourColours(folder.resolve(i + ".jpg"), inks[i]));
            assertThat(List.of(read.channels(), read.height(), read.width())).containsExactly(3, 8, 8);
            for (int c = 0; c < 3; c++) {
                assertThat(read.values()[64 * c + 27] & 0xff).isCloseTo(colours[i][c], within(2));
            }
        }
    }

    private static Path inFourColours(Path file, int[] stored) throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 8, 4, null);
        for (int i = 0; i < 64; i++) {
            raster.setPixel(i % 8, i / 8, stored);
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(new IIOImage(raster, null, null));
        } finally {
            writer.dispose();
        }
        return file;
    }

    @Test
    void placementsOfTrainingAreUniformAndRepeatable() {
        var augmentation = new Augmentation(List.of(), List.of(1, 2, 3), 5);
        var counts = new int[4];
        for (int example = 0; example < 4000; example++) {
            Placement place = augmentation.placement(2, example);
            assertThat(place).isEqualTo(augmentation.placement(2, example));
            counts[Placement.first(place.across(), 5, 8)]++;
        }
        assertThat(Arrays.stream(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(900, 1100));
        assertThat(augmentation.placement(3, 1)).isNotEqualTo(augmentation.placement(2, 1));
    }

    @Test
    void theShorterSideIsScaledAndTheMiddleCut() {
        var picture = new Picture(1, 10, 30, new byte[300]);
        Picture scaled = Framing.window(new PictureSize(4, 4), 5).scaled(picture);
        assertThat(List.of(scaled.height(), scaled.width())).containsExactly(5, 15);
        var numbered = new byte[15];
        for (int i = 0; i < numbered.length; i++) {
            numbered[i] = (byte) i;
        }
        assertThat(Framing.covering(new PictureSize(1, 3))
                        .window(new Picture(1, 3, 5, numbered), Placement.CENTRE)
                        .values())
                .containsExactly(6, 7, 8);
    }

    private static int[] window(Dataset data, Placement place) {
        var values = new float[6];
        data.readInput(0, place, values, 0);
        var bytes = new int[6];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = Math.round(255 * values[i]);
        }
        return bytes;
    }
}
