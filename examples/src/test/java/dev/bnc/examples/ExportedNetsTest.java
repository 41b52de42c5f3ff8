package dev.bnc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Backend;
import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.jar.JarOptions;
import dev.bnc.compiler.jar.JarWriter;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.InitialState;
import dev.bnc.runtime.train.Predictor;
import dev.bnc.runtime.train.Weights;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Nets of all kinds as jars: what they say is what the same net says in this process, to the bit.
class ExportedNetsTest {
    private static final int MOST_BESIDE_WEIGHTS = 400_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"imagenet/mobilenet.net", "imagenet/densenet121.net"})
    void saysTheSame(String file) throws Exception {
        check(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"imagenet/bn_inception.net", "imagenet/resnet50.net"})
    @Tag("long")
    void saysTheSameToo(String file) throws Exception {
        check(file);
    }

    private void check(String file) throws Exception {
        TrainedModel model = fused(ExampleNets.model(file, "size=32"));
        Path jar = folder.resolve("net.jar");
        var options = new JarOptions("dev.example", "Net", "bnc of a test", OptionalInt.of(1));
        JarWriter.write(model, Optional.empty(), options, jar);
        assertThat(Files.size(jar) - 4L * model.layout().size()).isBetween(1L, (long) MOST_BESIDE_WEIGHTS);
        float[] picture = noise(model.input().shape().sizes().stream().skip(1).reduce(1, Math::multiplyExact));
        float[] expected;
        try (WorkerPool pool = new ThreadPool(1)) {
            var program = Backend.jvm().compile(Compiler.inferenceProgram(model, 1));
            expected = new Predictor(program, model.inputName(), List.of(), model.state(), pool)
                    .run(List.of(picture), "logits")
                    .getFirst();
        }
        try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            Class<?> type = loader.loadClass("dev.example.Net");
            Object net = type.getMethod("load", int.class).invoke(null, 1);
            var logits = (float[]) type.getMethod("logits", float[].class).invoke(net, (Object) picture);
            assertThat(logits).containsExactly(expected);
        }
    }

    private static TrainedModel fused(Model net) {
        StateLayout layout = Compiler.inferenceProgram(net, 1).state();
        var roles = net.parameters().stream().collect(Collectors.toMap(ModelParameter::name, ModelParameter::role));
        List<NamedTensor> weights = Weights.of(layout, InitialState.of(layout, 7));
        var trained = new TrainedModel(net.name(), "", net.graph(), roles, weights, Optional.empty());
        return Compiler.fuse(trained).model();
    }

    private static float[] noise(int size) {
        var random = new Random(9);
        var noise = new float[size];
        for (int i = 0; i < size; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        return noise;
    }
}
