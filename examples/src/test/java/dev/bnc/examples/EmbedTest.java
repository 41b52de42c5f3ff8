package dev.bnc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.jar.JarOptions;
import dev.bnc.compiler.jar.JarWriter;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.compiler.shipping.RecordGoldens;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.InitialState;
import dev.bnc.runtime.train.Loss;
import dev.bnc.runtime.train.Weights;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The MNIST net as a jar: by itself, and in the program of the folder `embed`, which is compiled and run here as its
/// README says, but without Maven.
class EmbedTest {
    private static final List<String> VECTORS = List.of("--add-modules", "jdk.incubator.vector");

    @TempDir
    private static Path folder;

    private static Path jar;
    private static Path picture;

    @BeforeAll
    static void export() throws IOException {
        Model net = ExampleNets.model("mnist/mnist.net");
        StateLayout layout = Compiler.inferenceProgram(net, 1).state();
        var roles = net.parameters().stream().collect(Collectors.toMap(ModelParameter::name, ModelParameter::role));
        List<String> digits = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
        var task = new Task("mnist", "digit", "logits", Loss.CROSS_ENTROPY, List.of(), digits);
        var trained = new TrainedModel(
                net.name(), "", net.graph(), roles, Weights.of(layout, InitialState.of(layout, 7)), Optional.of(task));
        jar = folder.resolve("mnist.jar");
        try (WorkerPool pool = new ThreadPool(1)) {
            JarWriter.write(
                    Compiler.fuse(trained).model(),
                    Optional.of(RecordGoldens.of(trained, List.of(), pool)),
                    new JarOptions("dev.example", "Mnist", "bnc of a test", OptionalInt.empty()),
                    jar);
        }
        picture = picture("noise.png", 28);
    }

    private static Path picture(String name, int size) throws IOException {
        var image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
        var random = new Random(4);
        for (int i = 0; i < size * size; i++) {
            image.getRaster().setSample(i % size, i / size, 0, random.nextInt(256));
        }
        Path file = folder.resolve(name);
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private record Ended(int exitCode, String out, String err) {}

    private static Ended run(String tool, List<String> arguments) {
        try {
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
            command.addAll(arguments);
            Path out = Files.createTempFile(folder, "out", ".txt");
            Path err = Files.createTempFile(folder, "err", ".txt");
            int exitCode = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start()
                    .waitFor();
            return new Ended(exitCode, Files.readString(out), Files.readString(err));
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static Ended alone(List<String> options, String... arguments) {
        var all = new ArrayList<>(options);
        all.addAll(List.of("-jar", jar.toString()));
        all.addAll(List.of(arguments));
        return run("java", all);
    }

    @Test
    void theProgramBesideItSaysWhatTheJarSays() {
        Path classes = folder.resolve("classes");
        Ended javac = run(
                "javac",
                List.of(
                        "-Xlint:all",
                        "-Werror",
                        "-cp",
                        jar.toString(),
                        "-d",
                        classes.toString(),
                        "embed/src/main/java/dev/example/app/ReadDigits.java"));
        assertThat(javac).isEqualTo(new Ended(0, "", ""));
        String classPath = jar + File.pathSeparator + classes;
        Ended used = run(
                "java", List.of("-cp", classPath, "dev.example.app.ReadDigits", picture.toString()));
        assertThat(used.exitCode).as(used.err).isZero();
        Ended said = alone(List.of(), "--top", "1", picture.toString());
        assertThat(said.exitCode).as(said.err).isZero();
        String[] words = said.out.strip().split("\\s+", -1);
        assertThat(words).hasSize(4);
        assertThat(used.out.strip()).isEqualTo("%s: %s (%s %%)".formatted(picture, words[1], words[2]));
    }

    @Test
    void aloneItSaysHowItCalculatesOnce() {
        Ended scalar = alone(List.of(), picture.toString());
        assertThat(scalar.exitCode).isZero();
        assertThat(scalar.err.strip())
                .isEqualTo("mnist: scalar, many times slower than vectors: module jdk.incubator.vector is not there;"
                        + " start java with --add-modules jdk.incubator.vector");
        Ended fast = alone(VECTORS, picture.toString());
        assertThat(fast.out).isEqualTo(scalar.out);
        assertThat(fast.err).contains("mnist: vectors of ").doesNotContain("scalar");
    }

    @Test
    void itTestsItself() {
        Ended tested = alone(VECTORS, "--self-test");
        assertThat(tested.exitCode).as(tested.out + tested.err).isZero();
        assertThat(tested.out).matches("self-test passed: \\d+ examples, largest difference \\S+, \\S+ passes\\R");
    }

    @Test
    void itSaysWhatItIs() {
        assertThat(alone(List.of(), "--version").out.strip()).isEqualTo("mnist, exported by bnc of a test");
    }

    @Test
    void wrongFilesAndOptionsAreExplained() throws IOException {
        Path missing = folder.resolve("missing.png");
        assertThat(alone(List.of(), missing.toString()))
                .isEqualTo(new Ended(3, "", "error: " + missing + ": no such file\n"));
        Path large = picture("large.png", 30);
        assertThat(alone(List.of(), large.toString()))
                .isEqualTo(new Ended(
                        3,
                        "",
                        "error: " + large + ": 30 x 30 pixels, but the net takes 1x28x28\n"
                                + "  = help: resize the picture first\n"));
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");
        assertThat(alone(List.of(), text.toString()).exitCode).isEqualTo(3);
        Ended option = alone(List.of(), "--tpo", "1");
        assertThat(option.exitCode).isEqualTo(2);
        assertThat(option.err).startsWith("error: unknown option --tpo\nusage: java ");
    }

    /// What the project's file says is what the test does: Java 25, and no dependency but the jar.
    @Test
    void theProjectHasTheJarAlone() throws IOException {
        String project = Files.readString(Path.of("embed/pom.xml"));
        assertThat(project)
                .containsOnlyOnce("<dependency>")
                .contains("<artifactId>mnist</artifactId>")
                .contains("<maven.compiler.release>25</maven.compiler.release>");
    }
}
