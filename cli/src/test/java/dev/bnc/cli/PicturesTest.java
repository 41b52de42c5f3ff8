package dev.bnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.cli.Sandbox.Outcome;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trains on windows of pictures of many sizes, and uses the model on others.
class PicturesTest {
    @TempDir
    static Path folder;

    private static Sandbox sandbox = new Sandbox(Path.of(""));

    @BeforeAll
    static void train() throws IOException {
        sandbox = Sandbox.in(folder);
        sandbox.write("pictures.net", """
                net pictures
                input image: f32[3, 6, 6]
                label kind: class[2]
                image -> conv 4 3x3 -> bn -> relu -> global avg -> dense 2 -> output logits
                data folder("{}/pictures") {
                  batch = 4, resize = 8, crop = 6
                  normalize 0.4 0.3
                  train { flip horizontal }
                }
                train { loss = cross_entropy(logits, kind), optimizer = sgd(lr = 0.1), stop = 30 steps, seed = 2 }
                """);
        var random = new Random(7);
        for (String part : new String[] {"train", "val"}) {
            for (String kind : new String[] {"blue", "red"}) {
                for (int i = 0; i < 6; i++) {
                    write("pictures/" + part + "/" + kind + "/" + i + ".png", kind.equals("red") ? 16 : 0, random);
                }
            }
        }
        write("blue.png", 0, random);
        Outcome trained = sandbox.run("train {}/pictures.net --out {}/runs --threads 1 --quiet");
        assertThat(trained.exit()).as(trained.err()).isZero();
    }

    @Test
    void windowsInTheMiddleAreMeasuredUnlessAsked() {
        String plain = sandbox.run("eval {}/runs/pictures-0001 --quiet").out();
        assertThat(plain).contains("examples  12").contains("accuracy  100.00 %");
        Outcome one = sandbox.run("eval {}/runs/pictures-0001 --quiet --crops 1");
        assertThat(one.err()).isEmpty();
        String loss = plain.lines().skip(1).findFirst().orElseThrow().substring(10);
        assertThat(loss(one)).isEqualTo(String.format(Locale.ROOT, "%.4f", Double.parseDouble(loss)));
        Outcome ten = sandbox.run("eval {}/runs/pictures-0001 {}/runs/pictures-0001 --ensemble --quiet --crops 10");
        assertThat(ten.exit()).isZero();
        assertThat(ten.out()).contains("100.00 %  ensemble");
        assertThat(loss(ten)).isNotEqualTo(loss(one));
    }

    @Test
    void otherWindowsAreRefused() {
        assertThat(sandbox.run("eval {}/runs/pictures-0001 --crops 3"))
                .isEqualTo(new Outcome(2, "", "error: --crops must be 1, 2, 5 or 10, not 3\n"));
        sandbox.run("compile {}/tiny.net -o {}/tiny.bnm");
        assertThat(sandbox.run("eval {}/tiny.bnm --crops 5 --data {}/data").err())
                .isEqualTo("""
                error: --crops 5: the examples are no windows of larger pictures: csv, rows of {}/data/test.csv
                  = help: train with `resize = 256, crop = 224` or the like in the data section
                """);
    }

    @Test
    void picturesOfAnySizeAreInferred() {
        Outcome outcome = sandbox.run("infer {}/runs/pictures-0001 {}/blue.png --top 1");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).startsWith("  {}/blue.png  blue  ");
        sandbox.run("export {}/runs/pictures-0001 -o {}/shipped.bnm");
        assertThat(sandbox.run("infer {}/shipped.bnm {}/blue.png --top 1").out())
                .startsWith("  {}/blue.png  blue  ");
    }

    @Test
    void severalWindowsOfAPictureAreInferred() {
        String middle =
                sandbox.run("infer {}/runs/pictures-0001 {}/blue.png --top 2").out();
        assertThat(sandbox.run("infer {}/runs/pictures-0001 {}/blue.png --top 2 --crops 1")
                        .out())
                .isEqualTo(middle);
        Outcome ten = sandbox.run("infer {}/runs/pictures-0001 {}/blue.png --top 2 --crops 10 --format json");
        assertThat(ten.err()).isEmpty();
        assertThat(ten.out())
                .contains("\"blue\"")
                .isNotEqualTo(sandbox.run("infer {}/runs/pictures-0001 {}/blue.png --top 2 --format json")
                        .out());
        Outcome twice = sandbox.run(
                "infer {}/runs/pictures-0001 {}/runs/pictures-0001 --ensemble {}/blue.png" + " --top 2 --crops 10");
        assertThat(twice.out())
                .isEqualTo(sandbox.run("infer {}/runs/pictures-0001 {}/blue.png --top 2 --crops 10")
                        .out());
        assertThat(sandbox.run("infer {}/runs/pictures-0001 {}/blue.png --crops 4")
                        .exit())
                .isEqualTo(2);
        assertThat(sandbox.run("infer {}/runs/pictures-0001 {}/rows.csv --crops 10")
                        .err())
                .isEqualTo("error: --crops 10 is for pictures, but {}/rows.csv is none\n");
    }

    private static String loss(Outcome outcome) {
        return outcome.out().lines().skip(2).findFirst().orElseThrow().strip().substring(0, 6);
    }

    /// A picture of some size, noisy shades of a colour.
    private static void write(String name, int shift, Random random) throws IOException {
        var image = new BufferedImage(8 + random.nextInt(9), 8 + random.nextInt(9), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(x, y, 0x202020 + ((64 + random.nextInt(100)) << shift));
            }
        }
        Path file = sandbox.path(name);
        Files.createDirectories(file.resolveSibling(""));
        assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
    }
}
