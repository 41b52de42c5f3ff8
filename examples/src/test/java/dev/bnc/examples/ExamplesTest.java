package dev.bnc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.cli.Bnc;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the `.net` files of this folder as a user does, on the data that comes along.
class ExamplesTest {
    private static final Pattern ACCURACY = Pattern.compile("\"final\":\\{.*?\"accuracy\":([0-9.Ee-]+)");

    @TempDir
    Path folder;

    static List<Path> nets() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("."), 2)) {
            return files.filter(f -> f.toString().endsWith(".net")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void isFineAndTrainsForSomeSteps(Path net) {
        assertThat(run("check", "--deny=warnings", net.toString())).contains(": ok");
        assertThat(accuracy(net, "--steps=20")).isBetween(0.05, 1.0);
    }

    @Test
    void batchNormalizationLearnsMnistSooner() {
        Path mnist = Path.of("mnist/mnist.net");
        assertThat(accuracy(mnist, "--steps=200")).isGreaterThan(0.8);
        assertThat(accuracy(mnist, "--steps=200", "--variant=plain")).isLessThan(0.4);
    }

    @Test
    void aSmallConvolutionalNetLearnsMnist() {
        assertThat(accuracy(Path.of("mnist/lenet.net"), "--steps=40")).isGreaterThan(0.85);
    }

    @Test
    @Tag("long")
    void mnistReachesNinetySevenPercent() {
        assertThat(accuracy(Path.of("mnist/mnist.net"))).isGreaterThan(0.97);
    }

    private double accuracy(Path net, String... options) {
        Stream<String> fixed = Stream.of("train", net.toString(), "--format=json", "--quiet", "--out=" + folder);
        String report = run(Stream.concat(fixed, Stream.of(options)).toArray(String[]::new));
        Matcher matcher = ACCURACY.matcher(report);
        assertThat(matcher.find()).as(report).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    private static String run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = Bnc.run(new PrintWriter(out), new PrintWriter(err), arguments);
        assertThat(exit).as("%s", err).isZero();
        return out.toString();
    }
}
