package dev.bnc.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.artifact.Npy;
import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.DataSettings;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.data.Framing;
import dev.bnc.runtime.data.LastBatch;
import dev.bnc.runtime.data.PictureSize;
import dev.bnc.runtime.data.Placement;
import dev.bnc.runtime.data.Shuffle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCatalogTest {
    @TempDir
    Path folder;

    @Test
    void mnistIsBundledInPart() {
        Datasets mnist = new DatasetCatalog(folder).open(settings("mnist", Optional.empty()));
        assertThat(mnist.training().size()).isEqualTo(40_000);
        assertThat(mnist.validation().size()).isEqualTo(5_000);
        assertThat(mnist.training().inputShape()).containsExactly(1, 28, 28);
        assertThat(mnist.training().classNames()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(mnist.training().description()).contains("bundled subset").contains("bnc data get mnist");
        assertThat(counts(mnist.training()))
                .containsExactly(3934, 4501, 4025, 4104, 3870, 3580, 3921, 4182, 3923, 3960);
        assertThat(counts(mnist.validation())).containsExactly(451, 591, 501, 511, 480, 458, 499, 519, 466, 524);
    }

    @Test
    void theFirstTrainingExamplesOnly() {
        var catalog = new DatasetCatalog(folder);
        Datasets few = catalog.open(taking(100));
        Datasets all = catalog.open(settings("mnist", Optional.empty()));
        assertThat(few.training().size()).isEqualTo(100);
        assertThat(few.training().description()).startsWith("the first 100 of bundled subset of mnist");
        assertThat(few.validation().size()).isEqualTo(5_000);
        var one = new float[784];
        var other = new float[784];
        few.training().readInput(99, one, 0);
        all.training().readInput(99, other, 0);
        assertThat(one).containsExactly(other);
        assertThatThrownBy(() -> catalog.open(taking(40_001)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("`take = 40001` asks for more than the 40,000 training examples there are");
    }

    // The first training image of MNIST is a 5; published are mean 0.1307 and deviation 0.3081 of all its pixels.
    @Test
    void bundledPixelsAreThoseOfMnist() {
        Dataset training = new DatasetCatalog(folder)
                .open(settings("mnist", Optional.empty()))
                .training();
        var pixels = new float[784];
        double sum = 0;
        double squares = 0;
        int examples = 4000;
        for (int i = 0; i < examples; i++) {
            training.readInput(i, pixels, 0);
            for (float pixel : pixels) {
                sum += pixel;
                squares += (double) pixel * pixel;
            }
        }
        double mean = sum / examples / 784;
        assertThat(mean).isBetween(0.128, 0.134);
        assertThat(Math.sqrt(squares / examples / 784 - mean * mean)).isBetween(0.305, 0.311);
        var label = new float[1];
        training.readTarget(0, label, 0);
        assertThat(label[0]).isEqualTo(5);
    }

    @Test
    void fetchedMnistIsPreferred() throws IOException {
        for (KnownFile file : KnownSet.MNIST.files()) {
            Path copy = folder.resolve("mnist").resolve(file.name() + ".gz");
            Files.createDirectories(copy.resolveSibling(""));
            try (InputStream in = DatasetCatalog.class.getResourceAsStream("mnist/" + file.name() + ".gz")) {
                Files.copy(Objects.requireNonNull(in), copy);
            }
        }
        Datasets mnist = new DatasetCatalog(folder).open(settings("mnist", Optional.empty()));
        assertThat(mnist.training().description()).isEqualTo("mnist, training images from " + folder.resolve("mnist"));
        assertThat(DatasetStore.verify(KnownSet.MNIST, folder.resolve("mnist")))
                .extracting(DatasetStore.FileCheck::status)
                .containsOnly(DatasetStore.Status.DIFFERENT);
    }

    @Test
    void unknownAndAbsentSetsAreNamed() {
        var catalog = new DatasetCatalog(folder);
        assertThatThrownBy(() -> catalog.open(settings("mnits", Optional.empty())))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "there is no data set `mnits`\n  = help: known sets: mnist, fashion_mnist, cifar10;");
        assertThatThrownBy(() -> catalog.open(settings("cifar10", Optional.empty())))
                .isInstanceOf(DataException.class)
                .hasMessage("cifar10 is not there: looked in " + folder.resolve("cifar10")
                        + "\n  = help: `bnc data get cifar10` fetches it");
        assertThatThrownBy(() -> catalog.open(settings("mnist", Optional.of(folder))))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        folder + ": neither train-images-idx3-ubyte nor train-images-idx3-ubyte.gz is there");
        assertThatThrownBy(() -> catalog.open(settings("csv", Optional.empty())))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("data `csv` needs a folder");
    }

    @Test
    void theDataFolderFollowsTheEnvironment() {
        Path home = Path.of("/home/a");
        assertThat(DatasetCatalog.standard(Map.of(), home).dataFolder()).isEqualTo(Path.of("/home/a/.local/share/bnc"));
        assertThat(DatasetCatalog.standard(Map.of("XDG_DATA_HOME", "/x"), home).dataFolder())
                .isEqualTo(Path.of("/x/bnc"));
        assertThat(DatasetCatalog.standard(Map.of("XDG_DATA_HOME", "/x", "BNC_DATA", "/d"), home)
                        .dataFolder())
                .isEqualTo(Path.of("/d"));
    }

    @Test
    void picturesInClassFolders() throws IOException {
        for (String part : List.of("train", "val")) {
            for (int c = 0; c < 2; c++) {
                for (int i = 0; i < 2; i++) {
                    picture(folder.resolve(part).resolve("c" + c).resolve(i + ".png"), 4, 3, 0x102030 * (c + 1) + i);
                }
            }
        }
        Datasets data = new DatasetCatalog(folder).open(settings("folder", Optional.of(folder)));
        assertThat(data.training().size()).isEqualTo(4);
        assertThat(data.training().classNames()).containsExactly("c0", "c1");
        assertThat(data.training().inputShape()).containsExactly(3, 3, 4);
        var pixels = new float[36];
        data.training().readInput(3, pixels, 0);
        assertThat(pixels[0]).isEqualTo(0x20 / 255f);
        assertThat(pixels[12]).isEqualTo(0x40 / 255f);
        assertThat(pixels[24]).isEqualTo(0x61 / 255f);
        picture(folder.resolve("train/c0/9.png"), 5, 3, 0);
        assertThatThrownBy(() -> new DatasetCatalog(folder).open(settings("folder", Optional.of(folder))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("9.png: 5 x 3 pixels, but ")
                .hasMessageContaining("has 4 x 3");
        Datasets resized = new DatasetCatalog(folder)
                .open(settings("folder", Optional.of(folder)).withFraming(Framing.covering(new PictureSize(2, 2))));
        assertThat(resized.training().size()).isEqualTo(5);
        assertThat(resized.training().inputShape()).containsExactly(3, 2, 2);
        assertThat(resized.validation().inputShape()).containsExactly(3, 2, 2);
    }

    @Test
    void asManyClassesAsThereAreFolders() throws IOException {
        for (int c = 0; c < 300; c++) {
            picture(folder.resolve("train/k%03d/p.png".formatted(c)), 2, 2, c);
        }
        picture(folder.resolve("val/k299/p.png"), 2, 2, 299);
        Datasets data = new DatasetCatalog(folder).open(settings("folder", Optional.of(folder)));
        var label = new float[1];
        data.training().readTarget(299, label, 0);
        assertThat(data.training().classes()).hasValue(300);
        assertThat(label).containsExactly(299);
        data.validation().readTarget(0, label, 0);
        assertThat(label).containsExactly(299);
        picture(folder.resolve("val/other/p.png"), 2, 2, 0);
        assertThatThrownBy(() -> new DatasetCatalog(folder).open(settings("folder", Optional.of(folder))))
                .hasMessage(folder.resolve("train") + " has 300 class folders; of those in " + folder.resolve("val")
                        + " it lacks 1: other\n  = help: both need the same classes, a folder each");
    }

    @Test
    void windowsOfPicturesThatDoNotFitIntoMemoryAreTheSame() throws IOException {
        for (String name : List.of("train/a/1", "train/a/2", "train/b/3", "test/b/4")) {
            int size = 8 + Integer.parseInt(name.substring(name.length() - 1));
            picture(folder.resolve(name + ".png"), size, 20 - size, 0x010203 * size);
        }
        var framing = Optional.of(Framing.window(new PictureSize(4, 5), 6));
        Dataset kept = ImageFolder.read(folder, framing, 1 << 20).training();
        Dataset read = ImageFolder.read(folder, framing, 0).training();
        assertThat(kept.windowed()).isTrue();
        assertThat(kept.inputShape()).containsExactly(3, 4, 5);
        for (int i = 0; i < kept.size(); i++) {
            for (Placement place : Placement.CORNERS) {
                var one = new float[60];
                var other = new float[60];
                kept.readInput(i, place, one, 0);
                read.readInput(i, place, other, 0);
                assertThat(one).isEqualTo(other);
                assertThat(one[0]).isCloseTo((i + 9) / 255f, within(1e-6f));
            }
        }
    }

    @Test
    void tablesAndTensors() throws IOException {
        Files.writeString(folder.resolve("train.csv"), "a,b,class\n0.5,1,0\n-2,3e1,2\n");
        Files.writeString(folder.resolve("test.csv"), "1,1,1\n");
        Datasets table = new DatasetCatalog(folder).open(settings("csv", Optional.of(folder)));
        assertThat(table.training().size()).isEqualTo(2);
        assertThat(table.training().classes()).hasValue(3);
        var row = new float[2];
        table.training().readInput(1, row, 0);
        assertThat(row).containsExactly(-2, 30);
        Files.writeString(folder.resolve("test.csv"), "1,1,1\n1,x,2");
        assertThatThrownBy(() -> new DatasetCatalog(folder).open(settings("csv", Optional.of(folder))))
                .isInstanceOf(DataException.class)
                .hasMessage(folder.resolve("test.csv") + ":2: column 2 is `x`, expected a number");

        for (String part : List.of("train", "test")) {
            Npy.write(
                    folder.resolve(part + "_inputs.npy"),
                    NamedTensor.of("x", List.of(2, 1, 2), new float[] {1, 2, 3, 4}));
            Npy.write(folder.resolve(part + "_targets.npy"), NamedTensor.of("y", List.of(2, 3), new float[6]));
        }
        Datasets tensors = new DatasetCatalog(folder).open(settings("npy", Optional.of(folder)));
        assertThat(tensors.training().inputShape()).containsExactly(1, 2);
        assertThat(tensors.training().targetSize()).isEqualTo(3);
        assertThat(tensors.training().classes()).isEmpty();
    }

    @Test
    void cifarRecords() throws IOException {
        var records = new byte[10_000 * 3073];
        for (int i = 0; i < 10_000; i++) {
            records[i * 3073] = (byte) (i % 10);
            records[i * 3073 + 1] = (byte) 51;
        }
        for (int batch = 1; batch <= 5; batch++) {
            Files.write(folder.resolve("data_batch_" + batch + ".bin"), records);
        }
        Files.write(folder.resolve("test_batch.bin"), records);
        Datasets data = new DatasetCatalog(folder).open(settings("cifar", Optional.of(folder)));
        assertThat(data.training().size()).isEqualTo(50_000);
        var pixels = new float[3072];
        data.training().readInput(49_999, pixels, 0);
        assertThat(pixels[0]).isEqualTo(0.2f);
        assertThat(data.training().classNames().get(9)).isEqualTo("truck");
        Files.write(folder.resolve("test_batch.bin"), Arrays.copyOf(records, 5000));
        assertThatThrownBy(() -> new DatasetCatalog(folder).open(settings("cifar", Optional.of(folder))))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        folder.resolve("test_batch.bin") + ": cut short or of another format: 5,000 bytes");
    }

    @Test
    void singleExamples() throws IOException {
        Path picture = folder.resolve("digit.png");
        picture(picture, 4, 3, 0x808080);
        assertThat(ExampleFile.read(picture, List.of(1, 3, 4), Optional.empty()))
                .hasSize(1);
        assertThat(ExampleFile.read(picture, List.of(1, 3, 4), Optional.empty()).getFirst()[0])
                .isEqualTo(0x80 / 255f);
        assertThatThrownBy(() -> ExampleFile.read(picture, List.of(1, 28, 28), Optional.empty()))
                .isInstanceOf(DataException.class)
                .hasMessage(picture + ": 4 x 3 pixels, but the net takes 1x28x28\n  = help: resize the picture first");
        Path csv = folder.resolve("rows.csv");
        Files.writeString(csv, "1,2,3\n4,5,6\n");
        assertThat(ExampleFile.read(csv, List.of(3), Optional.empty())).hasSize(2);
        Path npy = folder.resolve("x.npy");
        Npy.write(npy, NamedTensor.of("x", List.of(2, 3), new float[] {1, 2, 3, 4, 5, 6}));
        assertThat(ExampleFile.read(npy, List.of(3), Optional.empty()).get(1)).containsExactly(4, 5, 6);
        Path broken = folder.resolve("broken.png");
        Files.write(broken, Arrays.copyOf(Files.readAllBytes(picture), 40));
        assertThatThrownBy(() -> ExampleFile.read(broken, List.of(1, 3, 4), Optional.empty()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(broken + ": the picture is damaged");
    }

    private static void picture(Path file, int width, int height, int colour) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, colour);
            }
        }
        assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
    }

    private static int[] counts(Dataset data) {
        var counts = new int[10];
        var label = new float[1];
        for (int i = 0; i < data.size(); i++) {
            data.readTarget(i, label, 0);
            counts[(int) label[0]]++;
        }
        return counts;
    }

    private static DataSettings taking(int count) {
        return new DataSettings(
                "mnist",
                Optional.empty(),
                Optional.empty(),
                OptionalInt.of(count),
                1,
                Shuffle.OFF,
                1,
                LastBatch.DROP,
                List.of(),
                List.of());
    }

    private static DataSettings settings(String set, Optional<Path> folder) {
        return new DataSettings(set, folder, 1, Shuffle.OFF, LastBatch.DROP, List.of());
    }
}
