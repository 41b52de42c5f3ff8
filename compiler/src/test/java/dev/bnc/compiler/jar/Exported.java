package dev.bnc.compiler.jar;

import dev.bnc.compiler.Backend;
import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.emit.jvm.JvmBackend;
import dev.bnc.compiler.emit.jvm.VectorWidth;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.compiler.syntax.DiagnosticRenderer;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.InitialState;
import dev.bnc.runtime.train.Loss;
import dev.bnc.runtime.train.Predictor;
import dev.bnc.runtime.train.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;

/// Nets to export, and what they say without being exported.
final class Exported {
    static final JarOptions OPTIONS = new JarOptions("dev.example", "Tiny", "bnc of a test", OptionalInt.empty());

    static final TrainedModel MLP = classifier("""
            net mlp
            input image: f32[1, 6, 6]
            image -> flatten -> dense 40 -> bn -> sigmoid -> dense 37 -> bn -> relu -> dense 5 -> output logits
            """);

    static final TrainedModel CONVOLUTIONS = classifier("""
            net convolutions
            input image: f32[3, 13, 13]
            image
              -> conv 32 3x3 (pad = same) -> bn -> relu
              -> conv 32 3x3 (pad = same) -> bn -> relu
              -> conv 32 3x3 (pad = same, groups = 32) -> bn -> relu -> max 2x2
              -> concat { a: conv 6 1x1 -> bn -> relu b: conv 7 3x3 (pad = same) -> relu }
              -> avg 3x3 /2 -> flatten -> dense 5 -> output logits
            """);

    private static final long SEED = 3;

    private Exported() {}

    private static TrainedModel classifier(String source) {
        var normalize = new Transform.Normalize(List.of(0.4), List.of(0.3));
        var task = new Task(
                "shapes",
                "shape",
                "logits",
                Loss.CROSS_ENTROPY,
                List.of(normalize),
                List.of("disc", "square", "star", "cross", "heart"));
        return model(source, Optional.of(task));
    }

    /// A net with random weights, gammas of both signs and statistics unlike those of a new net.
    static TrainedModel model(String source, Optional<Task> task) {
        var elaboration = Compiler.elaborate(SourceFile.of("tiny.net", source), ElaborationOptions.NONE);
        Model model = elaboration
                .model()
                .orElseThrow(() ->
                        new IllegalArgumentException(DiagnosticRenderer.plain().render(elaboration.diagnostics())));
        StateLayout layout = Compiler.inferenceProgram(model, 1).state();
        var roles = model.parameters().stream().collect(Collectors.toMap(ModelParameter::name, ModelParameter::role));
        return new TrainedModel(model.name(), "", model.graph(), roles, Weights.of(layout, state(layout)), task);
    }

    private static float[] state(StateLayout layout) {
        float[] state = InitialState.of(layout, SEED);
        var random = new Random(SEED);
        for (StateTensor tensor : layout.tensors()) {
            for (int i = tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
                switch (tensor.role()) {
                    case GAMMA -> state[i] = (random.nextInt(4) == 0 ? -1 : 1) * random.nextFloat(0.5f, 1.5f);
                    case BETA, BIAS, MEAN -> state[i] = (float) (0.1 * random.nextGaussian());
                    case VARIANCE -> state[i] = random.nextFloat(0.5f, 2);
                    case WEIGHT, COVARIANCE, SLOT -> {}
                }
            }
        }
        return state;
    }

    /// `count` examples behind each other, as `UseNet` draws them.
    static List<float[]> examples(TrainedModel model, int count, long seed) {
        int size = model.input().shape().sizes().stream().skip(1).reduce(1, Math::multiplyExact);
        var random = new Random(seed);
        var examples = new ArrayList<float[]>();
        for (int e = 0; e < count; e++) {
            var example = new float[size];
            for (int i = 0; i < size; i++) {
                example[i] = random.nextFloat();
            }
            examples.add(example);
        }
        return examples;
    }

    /// Outputs of a program emitted into this process.
    static List<float[]> inProcess(TrainedModel model, VectorWidth width, List<float[]> examples) {
        return run(model, JvmBackend.compile(Compiler.inferenceProgram(model, 1).plan(), width), examples);
    }

    /// Outputs of the reference interpreter.
    static List<float[]> reference(TrainedModel model, List<float[]> examples) {
        return run(model, Backend.reference().compile(Compiler.inferenceProgram(model, 1)), examples);
    }

    private static List<float[]> run(TrainedModel model, Program program, List<float[]> examples) {
        List<Transform.Normalize> transforms =
                model.task().map(Task::transforms).orElse(List.of());
        try (WorkerPool pool = new ThreadPool(1)) {
            return new Predictor(program, model.inputName(), transforms, model.state(), pool).run(examples, "logits");
        }
    }
}
