package dev.bnc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.cli.Bnc;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Trains the nets for CIFAR-10 for two steps on pictures of one grey each, in the files' own format.
class CifarTrainingTest {
    private static final int RECORDS = 10_000;
    private static final int IMAGE = 3 * 32 * 32;
    private static final Pattern LOSS = Pattern.compile("\"final\":\\{.*?\"loss\":([0-9.Ee+-]+)");

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    @BeforeAll
    static void pictures() throws IOException {
        var greys = new Random(1);
        List<String> files = Stream.concat(
                        IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i), Stream.of("test_batch"))
                .toList();
        for (String file : files) {
            try (OutputStream out = new BufferedOutputStream(
                    new GZIPOutputStream(Files.newOutputStream(data.resolve(file + ".bin.gz"))), 1 << 16)) {
                var image = new byte[IMAGE];
                for (int i = 0; i < RECORDS; i++) {
                    Arrays.fill(image, (byte) greys.nextInt(256));
                    out.write(i % 10);
                    out.write(image);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cifar_inception,    base",
        "cifar_inception,    plain",
        "cifar_sweeps,       rate_1",
        "cifar_sweeps,       plain_batch_25",
        "cifar_sweeps,       dropout_50",
        "bn_inception_twin,  x30",
        "bn_inception_twin,  baseline",
        "bn_inception_twin,  x5_sigmoid",
        "bn_inception_twin,  sigmoid",
        "recipe,             base",
        "../normalizers/cifar_normalizers, whitened",
        "../normalizers/cifar_normalizers, median",
    })
    void trainsForTwoSteps(String net, String variant) {
        Stream<String> chosen = variant.equals("base") ? Stream.of() : Stream.of("--variant=" + variant);
        String report = run(Stream.concat(
                Stream.of("train", "cifar/" + net + ".net", "--set=data.batch=4", "--overfit=8", "--steps=2"), chosen));
        Matcher loss = LOSS.matcher(report);
        assertThat(loss.find()).as(report).isTrue();
        assertThat(Double.parseDouble(loss.group(1))).isPositive();
    }

    // At a rate of 1e38 one of the two ends at once; the study goes on, and says so.
    @Test
    void aStudyGoesOnWhereAVariantDiverges() throws IOException {
        Path net = folder.resolve("two.net");
        Files.writeString(net, """
                net two
                input image: f32[3, 32, 32]
                label kind: class[10]
                image -> flatten -> dense 10 -> output logits
                data cifar10 { batch = 4, take = 40 }
                train {
                  loss      = cross_entropy(logits, kind)
                  optimizer = sgd(lr = 1e38)
                  stop      = 4 steps
                }
                variant slow { optimizer.lr = 0.001 }
                study { variants = [base, slow] }
                """);
        String results = run(Stream.of("study", net.toString()));
        assertThat(results).contains("\"diverged\"").contains("\"finished\"");
    }

    private String run(Stream<String> arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = Bnc.run(
                new PrintWriter(out),
                new PrintWriter(err),
                Stream.concat(arguments, Stream.of("--data=" + data, "--out=" + folder, "--quiet", "--format=json"))
                        .toArray(String[]::new));
        assertThat(exit).as("%s", err).isZero();
        return out.toString();
    }
}
