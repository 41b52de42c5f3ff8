package dev.bnc.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
    private static final List<String> ABC = List.of("a", "b", "c");

    @TempDir
    Path folder;

    @Test
    void readsPlainAndPacked() throws IOException {
        Path images = file("images", images());
        Path labels = file("labels", packed(labels(0, 1, 2)));
        PixelDataset data = IdxDataset.read("test", ABC, images, labels);
        assertThat(data.size()).isEqualTo(3);
        assertThat(data.inputShape()).containsExactly(1, 2, 2);
        var pixels = new float[6];
        data.readInput(2, pixels, 1);
        assertThat(pixels).containsExactly(0, 8 / 255f, 9 / 255f, 10 / 255f, 1, 0);
        assertThat(IdxDataset.read("test", List.of(), images, labels).classNames())
                .containsExactly("0", "1", "2");
    }

    @Test
    void whatDoesNotFitIsTold() throws IOException {
        Path images = file("images", images());
        assertTold(
                images,
                file("two", labels(0, 1)),
                images + " holds 3 images, but " + folder.resolve("two") + " 2 labels");
        assertTold(
                images,
                file("high", labels(0, 1, 3)),
                folder.resolve("high") + ": label 3, but there are only the classes 0 to 2");
        assertTold(folder.resolve("none"), images, folder.resolve("none") + ": no such file");
        assertTold(
                file("labels", labels(0, 1, 2)),
                images,
                folder.resolve("labels") + ": not an idx file: only 11 bytes, where the header alone has 16");
        assertTold(
                images,
                images,
                images
                        + ": not an idx file of unsigned bytes in 1 dimension: it starts with 00000803, expected 00000801");
        assertTold(
                file("short", Arrays.copyOf(images(), 20)),
                images,
                folder.resolve("short") + ": cut short: the header says 3 x 2 x 2 = 12 bytes, but only 4 follow");
        assertTold(
                file("long", Arrays.copyOf(images(), 29)),
                images,
                folder.resolve("long") + ": too long: more bytes follow the 3 x 2 x 2 = 12 that the header says");
        byte[] huge = images();
        Arrays.fill(huge, 4, 16, (byte) 0x7f);
        assertTold(file("huge", huge), images, folder.resolve("huge") + ": the header says 2139062143 x ");
        assertTold(
                file("packed", Arrays.copyOf(packed(images()), 25)),
                images,
                folder.resolve("packed") + ": the gzip data is damaged or cut short");
    }

    @Test
    void damageIsToldOrHarmless() throws IOException {
        for (byte[] whole : List.of(images(), packed(images()))) {
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> IdxFile.read(new ByteArrayInputStream(cut), "memory", 3))
                        .isInstanceOf(DataException.class)
                        .hasMessageStartingWith("memory: ");
            }
            var random = new Random(11);
            for (int i = 0; i < 3000; i++) {
                byte[] changed = whole.clone();
                changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
                readChanged(changed);
            }
        }
    }

    private static void readChanged(byte[] changed) {
        try {
            IdxFile read = IdxFile.read(new ByteArrayInputStream(changed), "memory", 3);
            assertThat(read.elements()).hasSize(read.shape().stream().reduce(1, Math::multiplyExact));
        } catch (DataException told) {
            assertThat(told).hasMessageStartingWith("memory: ");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void assertTold(Path images, Path labels, String start) {
        assertThatThrownBy(() -> IdxDataset.read("test", ABC, images, labels))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(start);
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static byte[] images() {
        ByteBuffer bytes =
                ByteBuffer.allocate(28).putInt(0x803).putInt(3).putInt(2).putInt(2);
        for (int i = 0; i < 12; i++) {
            bytes.put((byte) (i == 11 ? 255 : i));
        }
        return bytes.array();
    }

    private static byte[] labels(int... labels) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + labels.length).putInt(0x801).putInt(labels.length);
        for (int label : labels) {
            bytes.put((byte) label);
        }
        return bytes.array();
    }

    private static byte[] packed(byte[] content) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }
}
