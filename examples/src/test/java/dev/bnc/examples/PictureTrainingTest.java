package dev.bnc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.cli.Bnc;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Trains the nets for ImageNet for two steps on small pictures of noise, from their files to a trained model.
class PictureTrainingTest {
    private static final int SIZE = 32;
    private static final Pattern LOSS = Pattern.compile("\"final\":\\{.*?\"loss\":([0-9.Ee+-]+)");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "mobilenet"})
    void trainsForTwoSteps(String net) throws IOException {
        train(net, List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bn_inception", "resnet50", "densenet121"})
    @Tag("long")
    void largeNetsTrainForTwoSteps(String net) throws IOException {
        train(net, List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"inception", "bn_baseline", "x5", "x30", "x5_sigmoid"})
    @Tag("long")
    void variantsOfBnInceptionTrainForTwoSteps(String variant) throws IOException {
        train("bn_inception", List.of("--variant=" + variant));
    }

    private void train(String net, List<String> further) throws IOException {
        Path pictures = folder.resolve("pictures");
        for (String part : List.of("train", "test")) {
            for (String kind : List.of("a", "b")) {
                noise(Files.createDirectories(pictures.resolve(part).resolve(kind)));
            }
        }
        var arguments = new ArrayList<>(List.of(
                "train",
                "imagenet/" + net + ".net",
                "--data=" + pictures,
                "--out=" + folder,
                "--set=size=" + SIZE,
                "--set=classes=2",
                "--set=data.batch=4",
                "--set=data.shards=1",
                "--steps=2",
                "--quiet",
                "--format=json"));
        arguments.addAll(further);
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = Bnc.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
        assertThat(exit).as("%s", err).isZero();
        Matcher loss = LOSS.matcher(out.toString());
        assertThat(loss.find()).as("%s", out).isTrue();
        assertThat(Double.parseDouble(loss.group(1))).isPositive();
        try (var runs = Files.list(folder)) {
            assertThat(runs).anyMatch(run -> Files.exists(run.resolve("model.bnm")));
        }
    }

    private static void noise(Path into) throws IOException {
        var random = new Random(into.getFileName().toString().hashCode());
        for (int i = 0; i < 4; i++) {
            var picture = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
            for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
                picture.setRGB(pixel % SIZE, pixel / SIZE, random.nextInt(1 << 24));
            }
            ImageIO.write(picture, "png", into.resolve(i + ".png").toFile());
        }
    }
}
