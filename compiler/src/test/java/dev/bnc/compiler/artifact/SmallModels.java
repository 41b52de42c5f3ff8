package dev.bnc.compiler.artifact;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.data.CounterRandom;
import dev.bnc.runtime.data.Domain;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.train.Loss;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Models with random weights for tests.
public final class SmallModels {
    /// Every transform there is.
    private static final List<Domain> DOMAINS = List.of(
            new Domain(
                    "faint", List.of(new Transform.Normalize(List.of(-0.5), List.of(-2.0)), new Transform.Noise(0.25))),
            new Domain(
                    "moved",
                    List.of(
                            new Transform.FlipHorizontal(),
                            new Transform.FlipVertical(),
                            new Transform.Shift(3),
                            new Transform.Rotate(20),
                            new Transform.Shear(0.125),
                            new Transform.Zoom(0.25),
                            new Transform.Brightness(0.5),
                            new Transform.Contrast(0.5),
                            new Transform.Saturation(0.5))));

    private static final String NET = """
        net small
        input image: f32[2, 6, 6]
        label digit: class[3]
        image -> conv 4 3x3 -> bn -> relu -> flatten -> h: dense 5 -> n: bn -> relu -> dense 3 -> output logits
        """;

    private SmallModels() {}

    /// A convolution and a dense layer, each with a batch norm.
    public static TrainedModel small() {
        return of(NET);
    }

    /// The model of a net's text, with weights drawn at random.
    public static TrainedModel of(String net) {
        Model model = Compiler.elaborate(SourceFile.of("small.net", net), ElaborationOptions.NONE)
                .model()
                .orElseThrow();
        List<NamedTensor> weights = model.parameters().stream()
                .map(p -> NamedTensor.of(p.name(), p.value().shape().sizes(), values(p)))
                .toList();
        var task = new Task(
                "mnist",
                "digit",
                "logits",
                Loss.CROSS_ENTROPY,
                List.of(),
                List.of("a", "b", "c"),
                Optional.of(new Drawing(8, 7)),
                Optional.empty(),
                DOMAINS);
        return new TrainedModel(
                model.name(),
                model.variant(),
                model.graph(),
                model.parameters().stream().collect(Collectors.toMap(ModelParameter::name, ModelParameter::role)),
                weights,
                Optional.of(task));
    }

    private static float[] values(ModelParameter parameter) {
        CounterRandom random = CounterRandom.of(3, parameter.name());
        var values = new float[(int) parameter.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (parameter.role() == Role.VARIANCE ? 0.5 + random.uniform(i) : random.gaussian(i));
        }
        return parameter.role() == Role.COVARIANCE
                ? covariances(values, parameter.value().shape().size(0))
                : values;
    }

    /// `A A^T / width + I / 4` for each group of columns `A`.
    private static float[] covariances(float[] random, int width) {
        int channels = random.length / width;
        var values = new float[random.length];
        for (int c = 0; c < channels; c++) {
            int group = c / width * width;
            for (int row = 0; row < width; row++) {
                double sum = c % width == row ? 0.25 : 0;
                for (int k = 0; k < width; k++) {
                    sum += (double) random[k * channels + c] * random[k * channels + group + row] / width;
                }
                values[row * channels + c] = (float) sum;
            }
        }
        return values;
    }
}
