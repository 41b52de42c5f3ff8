package dev.bnc.compiler.jar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.SmallModels;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.fusion.PixelScale;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleFinder;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarWriterTest {
    private static final int MOST_BESIDE_WEIGHTS = 300_000;

    @TempDir
    private Path folder;

    private Path jar(TrainedModel model, JarOptions options) {
        Path file = folder.resolve(options.className() + ".jar");
        JarWriter.write(model, Optional.empty(), options, file);
        return file;
    }

    @Test
    void equalModelsGiveEqualBytes() throws IOException {
        byte[] first = Files.readAllBytes(jar(Exported.CONVOLUTIONS, Exported.OPTIONS));
        byte[] second = Files.readAllBytes(jar(Exported.CONVOLUTIONS, Exported.OPTIONS));
        assertThat(second).isEqualTo(first);
    }

    @Test
    void itIsSmall() throws IOException {
        Path file = jar(Exported.CONVOLUTIONS, Exported.OPTIONS);
        long weights = 4L * Exported.CONVOLUTIONS.layout().size();
        assertThat(Files.size(file) - weights).isBetween(1L, (long) MOST_BESIDE_WEIGHTS);
    }

    @Test
    void aNetThatTakesBytesGivesTheAnswersOfOneThatTakesFractions() throws Exception {
        TrainedModel bytes =
                Compiler.fuse(Exported.CONVOLUTIONS, PixelScale.BYTES).model();
        List<float[]> examples = Exported.examples(Exported.CONVOLUTIONS, 3, 5);
        List<float[]> expected = Exported.reference(Exported.CONVOLUTIONS, examples);
        URL[] path = {jar(bytes, Exported.OPTIONS).toUri().toURL()};
        try (var loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            Class<?> type = loader.loadClass("dev.example.Tiny");
            Object net = type.getMethod("load", int.class).invoke(null, 1);
            for (int e = 0; e < examples.size(); e++) {
                float[] pixels = examples.get(e).clone();
                for (int i = 0; i < pixels.length; i++) {
                    pixels[i] *= 255;
                }
                float[] logits =
                        (float[]) type.getMethod("logits", float[].class).invoke(net, (Object) pixels);
                float[] wanted = expected.get(e);
                for (int i = 0; i < wanted.length; i++) {
                    assertThat(logits[i]).isCloseTo(wanted[i], within(1e-4f * Math.max(1, Math.abs(wanted[i]))));
                }
            }
        }
    }

    @Test
    void aWhitenedNetGivesTheAnswersOfTheReferenceFusedAndNot() throws Exception {
        TrainedModel whitened = SmallModels.of("""
                net whitened
                input image: f32[2, 6, 6]
                label digit: class[3]
                image -> conv 4 3x3 -> whiten(groups = 2) -> relu -> flatten -> dense 5 -> whiten -> dense 3 -> output logits
                """);
        List<float[]> examples = Exported.examples(whitened, 3, 5);
        List<float[]> expected = Exported.reference(whitened, examples);
        for (TrainedModel shipped : List.of(whitened, Compiler.fuse(whitened).model())) {
            URL[] path = {jar(shipped, Exported.OPTIONS).toUri().toURL()};
            try (var loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
                Class<?> type = loader.loadClass("dev.example.Tiny");
                Object net = type.getMethod("load", int.class).invoke(null, 1);
                for (int e = 0; e < examples.size(); e++) {
                    float[] logits =
                            (float[]) type.getMethod("logits", float[].class).invoke(net, (Object) examples.get(e));
                    assertThat(logits).containsExactly(expected.get(e), within(1e-4f));
                }
            }
        }
    }

    /// Every class that a class of the jar names, and every method it calls, is in it or in the JDK.
    @Test
    void itIsClosed() throws IOException {
        Map<String, byte[]> classes = classes(jar(Exported.CONVOLUTIONS, Exported.OPTIONS));
        assertThat(classes).containsKeys("dev/example/Tiny", "dev/example/Tiny$Prediction");
        assertThat(new MissingCode(classes).found()).isEmpty();
    }

    private static Map<String, byte[]> classes(Path file) throws IOException {
        var classes = new TreeMap<String, byte[]>();
        try (var jar = new JarFile(file.toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                if (entry.getName().endsWith(".class") && !entry.getName().equals("module-info.class")) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        classes.put(entry.getName().replace(".class", ""), in.readAllBytes());
                    }
                }
            }
        }
        return classes;
    }

    @Test
    void theModuleExportsThePackageAlone() {
        Path file = jar(Exported.MLP, Exported.OPTIONS);
        var module = ModuleFinder.of(file).find("dev.example").orElseThrow().descriptor();
        assertThat(module.exports())
                .singleElement()
                .satisfies(exports -> assertThat(exports.source()).isEqualTo("dev.example"));
        assertThat(module.requires().stream().map(Object::toString))
                .containsExactlyInAnyOrder("mandated java.base", "static java.desktop", "jdk.incubator.vector");
        assertThat(module.mainClass()).contains("dev.example.tiny.internal.embed.Main");
    }

    /// As if made by different versions of bnc: each has all its classes for itself.
    @Test
    void twoJarsLiveOnOneClassPath() throws Exception {
        Path first = jar(Exported.MLP, named("First"));
        Path second = jar(Exported.CONVOLUTIONS, named("Second"));
        try (var loader = loader(first, second)) {
            assertAnswers(load(loader, "dev.example.First"), Exported.MLP);
            assertAnswers(load(loader, "dev.example.Second"), Exported.CONVOLUTIONS);
        }
    }

    private static void assertAnswers(Object net, TrainedModel model) throws ReflectiveOperationException {
        float[] example = Exported.examples(model, 1, 5).getFirst();
        var logits = (float[]) net.getClass().getMethod("logits", float[].class).invoke(net, (Object) example);
        assertThat(logits)
                .usingComparatorWithPrecision(1e-4f)
                .containsExactly(Exported.reference(model, List.of(example)).getFirst());
    }

    @Test
    void aNetThatIsNoClassifierGivesNumbers() throws Exception {
        TrainedModel model = Exported.model("""
                net line
                input x: f32[4]
                x -> dense 3 -> tanh -> dense 2 -> output logits
                """, Optional.empty());
        try (var loader = loader(jar(model, named("Line")))) {
            Object net = load(loader, "dev.example.Line");
            float[] example = {1, -2, 3, -4};
            var numbers =
                    (float[]) net.getClass().getMethod("run", float[].class).invoke(net, (Object) example);
            assertThat(numbers)
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(Exported.reference(model, List.of(example)).getFirst());
        }
    }

    @Test
    void wrongSizesAreRefusedWithTheRightOne() throws Exception {
        try (var loader = loader(jar(Exported.MLP, Exported.OPTIONS))) {
            Object net = load(loader, "dev.example.Tiny");
            var classify = net.getClass().getMethod("classify", float[].class);
            assertThatThrownBy(() -> classify.invoke(net, (Object) new float[35]))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("mlp takes [1, 6, 6] = 36 numbers an example; 36 were expected here, given are 35");
        }
    }

    @Test
    void damagedWeightsAreNoticed() throws Exception {
        Path file = jar(Exported.MLP, Exported.OPTIONS);
        Path damaged = Files.write(folder.resolve("damaged.jar"), weightsChanged(file));
        try (var loader = loader(damaged)) {
            assertThatThrownBy(() -> load(loader, "dev.example.Tiny"))
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the weights of mlp are not those it was exported with: its jar is damaged;"
                            + " export or fetch it again");
        }
    }

    /// The file with one byte of the weights changed: they begin with those of the first layer.
    private static byte[] weightsChanged(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int first = Float.floatToRawIntBits(Exported.MLP.state()[0]);
        for (int i = 0; i + 3 < bytes.length; i++) {
            int found =
                    (bytes[i] & 0xff) | (bytes[i + 1] & 0xff) << 8 | (bytes[i + 2] & 0xff) << 16 | bytes[i + 3] << 24;
            if (found == first) {
                bytes[i] ^= 1;
                return bytes;
            }
        }
        throw new AssertionError("no weights in " + bytes.length + " bytes");
    }

    private static JarOptions named(String className) {
        return new JarOptions("dev.example", className, "bnc of a test", OptionalInt.of(4));
    }

    /// Sees the jars and the JDK, nothing of bnc.
    private static URLClassLoader loader(Path... jars) throws IOException {
        var urls = new ArrayList<URL>();
        for (Path jar : jars) {
            urls.add(jar.toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static Object load(ClassLoader loader, String name) throws Exception {
        return loader.loadClass(name).getMethod("load").invoke(null);
    }
}
