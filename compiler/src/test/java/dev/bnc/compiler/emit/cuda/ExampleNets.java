package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.ProgramGraph;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.emit.cuda.kernel.CudaKernels;
import dev.bnc.compiler.emit.cuda.kernel.Precision;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.compiler.fusion.ModelFusion;
import dev.bnc.compiler.fusion.PixelScale;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.compiler.pass.PassRunner;
import dev.bnc.compiler.plan.DevicePlan;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.program.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The nets that come with bnc.
final class ExampleNets {
    private static final Path EXAMPLES = Path.of("../examples");

    private ExampleNets() {}

    /// All of them, as paths below `examples`.
    static List<String> all() {
        try (Stream<Path> files = Files.walk(EXAMPLES, 2)) {
            return files.filter(f -> f.toString().endsWith(".net"))
                    .map(f -> EXAMPLES.relativize(f).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Model model(String name, String... changes) {
        return model(name, new ElaborationOptions(Optional.empty(), List.of(changes)));
    }

    /// All of them, each followed by its variants.
    static Stream<Model> withVariants() {
        return all().stream().flatMap(name -> {
            Model base = model(name);
            Stream<Model> variants = base.variants().stream().map(v -> variant(name, v));
            return Stream.concat(Stream.of(base), variants);
        });
    }

    static Model variant(String name, String variant) {
        return model(name, ElaborationOptions.variant(variant));
    }

    /// The launch plan in each precision.
    static List<LaunchPlan> plans(ProgramGraph program) {
        DevicePlan device = program.devicePlan();
        return Arrays.stream(Precision.values())
                .map(p -> CudaEmitter.emit(MixedPrecision.of(device, p), new CudaKernels(p), Target.SM_90))
                .toList();
    }

    /// The model with weights of one, and its batch norms folded.
    static TrainedModel folded(Model model) {
        Map<String, Role> roles =
                model.parameters().stream().collect(Collectors.toMap(ModelParameter::name, ModelParameter::role));
        List<NamedTensor> weights = model.parameters().stream()
                .map(p -> NamedTensor.of(p.name(), p.value().shape().sizes(), weights(p)))
                .toList();
        var trained = new TrainedModel(model.name(), model.variant(), model.graph(), roles, weights, Optional.empty());
        return ModelFusion.fold(trained, PixelScale.UNIT, PassRunner.quiet()).model();
    }

    private static float[] weights(ModelParameter parameter) {
        float[] weights = new float[Math.toIntExact(parameter.size())];
        Arrays.fill(weights, 1);
        return weights;
    }

    private static Model model(String name, ElaborationOptions options) {
        try {
            SourceFile source = SourceFile.read(EXAMPLES.resolve(name));
            return Compiler.elaborate(source, options).model().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
