package dev.bnc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.cli.Bnc;
import java.io.PrintWriter;
import java.io.StringWriter;
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
import org.junit.jupiter.params.provider.ValueSource;

/// Runs the `.net` files of this folder as a user does, on the data that comes along.
class ExamplesTest {
    private static final Pattern ACCURACY = Pattern.compile("\"final\":\\{.*?\"accuracy\":([0-9.Ee-]+)");

    @TempDir
    Path folder;

    static List<Path> nets() {
        return ExampleNets.all();
    }

    @ParameterizedTest
    @MethodSource("nets")
    void isFine(Path net) {
        assertThat(run("check", "--deny=warnings", net.toString())).contains(": ok");
        assertThat(run("show", net.toString())).contains("layer");
    }

    @ParameterizedTest
    @MethodSource("nets")
    void isFormatted(Path net) {
        assertThat(run("fmt", "--check", net.toString())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mnist/mnist.net",
                "mnist/lenet.net",
                "mnist/ensemble.net",
                "mnist/adapt.net",
                "normalizers/mnist_normalizers.net"
            })
    void trainsForSomeSteps(Path net) {
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
