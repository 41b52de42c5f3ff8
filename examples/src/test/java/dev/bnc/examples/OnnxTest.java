package dev.bnc.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bnc.cli.Bnc;
import dev.bnc.compiler.Backend;
import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.compiler.onnx.OnnxRuntime;
import dev.bnc.compiler.onnx.OnnxTranslation;
import dev.bnc.compiler.onnx.OnnxVerification;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.Weights;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The nets as ONNX files, unfused and fused, run by ONNX Runtime and by bnc on the same numbers; one and three examples at a time.
class OnnxTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "mnist/mnist.net,           width=100",
        "mnist/lenet.net,           data.batch=8",
        "imagenet/bn_inception.net, size=32",
        "imagenet/resnet18.net,     size=32",
        "imagenet/mobilenet.net,    size=32",
        "cifar/cifar_inception.net, size=16",
    })
    void onnxRuntimeComputesTheSame(String file, String settings) {
        check(ExampleNets.model(file, settings.split(" ")));
    }

    @ParameterizedTest
    @CsvSource({
        "imagenet/bn_inception.net",
        "imagenet/resnet18.net",
        "imagenet/resnet50.net",
        "imagenet/vgg16_bn.net",
        "imagenet/mobilenet.net",
        "imagenet/densenet121.net",
        "cifar/cifar_inception.net"
    })
    @Tag("long")
    void onnxRuntimeComputesTheSameOfWholePictures(String file) {
        check(ExampleNets.model(file));
    }

    @Test
    void theCommandComparesThem() {
        String model = folder.resolve("lenet.bnm").toString();
        String file = folder.resolve("lenet.onnx").toString();
        assertThat(bnc("compile", "mnist/lenet.net", "--no-fuse", "-o", model)).startsWith("0 model  ");
        assertThat(bnc("export", model, "--to", "onnx", "--no-fuse", "--stats", "stored", "--verify", "-o", file))
                .matches("""
                        0 file +.*lenet.onnx, [0-9.]+ MB
                        fused +no
                        statistics +as training left them
                        nodes +13
                        opset +17
                        verified +largest difference [0-9.]+e-0[67] of the largest output
                        """);
    }

    /// The exit code and what a command prints.
    private static String bnc(String... arguments) {
        var out = new StringWriter();
        int exit = Bnc.run(new PrintWriter(out), new PrintWriter(Writer.nullWriter()), arguments);
        return exit + " " + out;
    }

    private void check(Model model) {
        TrainedModel trained = trained(model);
        assertThat(difference(trained)).isLessThan(OnnxVerification.TOLERANCE);
        TrainedModel fused = Compiler.fuse(trained).model();
        assertThat(difference(fused)).isLessThan(OnnxVerification.TOLERANCE);
    }

    private double difference(TrainedModel model) {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        assumeTrue(!platform.equals("Mac OS X x86_64"), "ONNX Runtime has no native library for " + platform);
        Path file = folder.resolve(model.name() + ".onnx");
        OnnxTranslation.of(model, OnnxTranslation.OLDEST_OPSET, "test").write(file);
        OnnxRuntime runtime = OnnxRuntime.find().orElseThrow();
        try (WorkerPool pool = new ThreadPool(2)) {
            var verification = new OnnxVerification(file, runtime, model.state(), pool);
            return Math.max(
                    verification.difference(Backend.jvm().compile(Compiler.inferenceProgram(model, 1))),
                    verification.difference(Backend.jvm().compile(Compiler.inferenceProgram(model, 3))));
        }
    }

    private static TrainedModel trained(Model model) {
        StateLayout layout = Compiler.inferenceProgram(model, 1).state();
        var roles = model.parameters().stream().collect(Collectors.toMap(ModelParameter::name, ModelParameter::role));
        return new TrainedModel(
                model.name(),
                model.variant(),
                model.graph(),
                roles,
                Weights.of(layout, InferenceTest.state(layout)),
                Optional.empty());
    }
}
