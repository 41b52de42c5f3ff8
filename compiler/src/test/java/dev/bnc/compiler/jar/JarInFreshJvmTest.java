package dev.bnc.compiler.jar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.emit.jvm.VectorWidth;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Exported jars in processes that have nothing but them: the answers are those of the same net in this process, to the
/// bit, and those of the reference interpreter but for rounding.
class JarInFreshJvmTest {
    private static final String VECTORS = "jdk.incubator.vector";

    /// An odd number: batches of 64, a rest that fills one in part.
    private static final int EXAMPLES = 67 + 64;

    private static final int SEED = 17;

    /// Of the largest output.
    private static final double TOLERANCE = 1e-5;

    /// The compiled `UseNet`, which fits both nets: their class has the same name.
    @TempDir
    private static Path compiled;

    @TempDir
    private Path folder;

    @BeforeAll
    static void compileUseNet() throws IOException {
        Path jar = compiled.resolve("tiny.jar");
        JarWriter.write(Exported.MLP, Optional.empty(), Exported.OPTIONS, jar);
        // Named so that no build takes it for a part of itself.
        Path source = Files.copy(Path.of("src/test/embedded/UseNet.java.txt"), compiled.resolve("UseNet.java"));
        List<String> arguments =
                List.of("-d", compiled.toString(), "-cp", jar.toString(), "-Xlint:all", "-Werror", source.toString());
        FreshJvm javac = FreshJvm.run("javac", compiled, arguments);
        assertThat(javac.exitCode()).as(javac.out() + javac.err()).isZero();
    }

    static Stream<TrainedModel> models() {
        return Stream.of(Exported.MLP, Exported.CONVOLUTIONS);
    }

    @ParameterizedTest
    @MethodSource("models")
    void onTheClassPathItIsScalarAndSaysSo(TrainedModel model) {
        FreshJvm used = use(List.of("-cp", classPath(model)));
        check(used, model, VectorWidth.SCALAR);
        assertThat(used.line("arithmetic"))
                .isEqualTo("scalar, many times slower than vectors: module jdk.incubator.vector is not there;"
                        + " start java with --add-modules jdk.incubator.vector");
        assertThat(used.err()).containsOnlyOnce("start java with --add-modules jdk.incubator.vector");
    }

    @ParameterizedTest
    @MethodSource("models")
    void withTheVectorApiItIsFast(TrainedModel model) {
        FreshJvm used = use(List.of("--add-modules", VECTORS, "-cp", classPath(model)));
        check(used, model, VectorWidth.preferred());
        assertThat(used.err()).isEqualToIgnoringNewLines("WARNING: Using incubator modules: " + VECTORS);
    }

    @Test
    void asAModuleItIsFastWithoutAnOption() {
        TrainedModel model = Exported.CONVOLUTIONS;
        FreshJvm used = use(List.of("-p", jar(model), "--add-modules", "dev.example", "-cp", compiled.toString()));
        assertThat(used.line("module")).isEqualTo("dev.example");
        check(used, model, VectorWidth.preferred());
    }

    @Test
    void narrowerVectorsWillDo() {
        TrainedModel model = Exported.MLP;
        for (VectorWidth width : List.of(VectorWidth.BITS_128, VectorWidth.BITS_256)) {
            if (width.floats() <= VectorWidth.preferred().floats()) {
                String most = "-XX:MaxVectorSize=" + 4 * width.floats();
                check(use(List.of(most, "--add-modules", VECTORS, "-cp", classPath(model))), model, width);
            }
        }
    }

    /// Small objects vanish, and vectors are no longer objects, once HotSpot has compiled the code around them.
    @Test
    void callsAllocateTheirResultOnly() {
        allocates(use(List.of("-cp", classPath(Exported.MLP)), "allocation"));
    }

    /// Takes HotSpot half a minute and more.
    @Tag("long")
    @ParameterizedTest
    @MethodSource("models")
    void callsAllocateTheirResultOnlyWithVectors(TrainedModel model) {
        allocates(use(List.of("--add-modules", VECTORS, "-cp", classPath(model)), "allocation"));
    }

    private static void allocates(FreshJvm used) {
        assertThat(used.line("allocated by classify")).isEqualTo("32");
        assertThat(used.line("allocated by logits")).isEqualTo("0");
    }

    private String jar(TrainedModel model) {
        Path file = folder.resolve(model.name() + ".jar");
        JarWriter.write(model, Optional.empty(), Exported.OPTIONS, file);
        return file.toString();
    }

    /// The jar, and the class that uses it.
    private String classPath(TrainedModel model) {
        return jar(model) + File.pathSeparator + compiled;
    }

    private FreshJvm use(List<String> options, String... more) {
        var arguments = new ArrayList<>(options);
        arguments.add("UseNet");
        arguments.addAll(List.of(Integer.toString(EXAMPLES), Integer.toString(SEED)));
        arguments.addAll(List.of(more));
        return FreshJvm.run("java", folder, arguments);
    }

    private static void check(FreshJvm used, TrainedModel model, VectorWidth width) {
        assertThat(used.exitCode()).as(used.err()).isZero();
        List<float[]> examples = Exported.examples(model, EXAMPLES, SEED);
        var bits = new ArrayList<String>();
        for (float[] outputs : Exported.inProcess(model, width, examples)) {
            for (float output : outputs) {
                bits.add(Integer.toHexString(Float.floatToRawIntBits(output)));
            }
        }
        assertThat(used.line("bits").split(" ", -1)).containsExactlyElementsOf(bits);
        closeTo(Exported.reference(model, examples), used.line("bits").split(" ", -1));
        assertThat(used.line("batches")).isEqualTo("same");
        assertThat(used.line("answers")).isEqualTo("agree");
        assertThat(used.line("threads")).isEqualTo("same");
        assertThat(used.line("arithmetic")).contains(width == VectorWidth.SCALAR ? "scalar" : "" + 32 * width.floats());
    }

    private static void closeTo(List<float[]> expected, String[] bits) {
        double largest = 0;
        double error = 0;
        int next = 0;
        for (float[] outputs : expected) {
            for (float output : outputs) {
                float actual = Float.intBitsToFloat(Integer.parseUnsignedInt(bits[next++], 16));
                largest = Math.max(largest, Math.abs(output));
                error = Math.max(error, Math.abs(output - actual));
            }
        }
        assertThat(largest).isPositive();
        assertThat(error).isLessThan(TOLERANCE * largest);
    }
}
