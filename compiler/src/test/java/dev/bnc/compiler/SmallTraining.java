package dev.bnc.compiler;

import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.syntax.DiagnosticRenderer;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.data.TensorDataset;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.ProgramSource;
import dev.bnc.runtime.train.TrainListener;
import dev.bnc.runtime.train.TrainOptions;
import dev.bnc.runtime.train.TrainResult;
import dev.bnc.runtime.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/// Trains small nets on blobs in memory, from the text of the net to the files of a run.
final class SmallTraining {
    private static final int EXAMPLES = 64;
    private static final int CLASSES = 3;

    private SmallTraining() {}

    static Model model(String source) {
        var elaboration = Compiler.elaborate(SourceFile.of("small.net", source), ElaborationOptions.NONE);
        return elaboration
                .model()
                .orElseThrow(() ->
                        new IllegalArgumentException(DiagnosticRenderer.plain().render(elaboration.diagnostics())));
    }

    static ProgramSource programs(Model model) {
        return new ModelPrograms(model, Backend.jvm());
    }

    /// Inputs of a shape around one centre a class.
    static Datasets blobs(List<Integer> shape) {
        int size = shape.stream().reduce(1, Math::multiplyExact);
        var random = new Random(5);
        var inputs = new float[EXAMPLES * size];
        var targets = new float[EXAMPLES];
        for (int i = 0; i < inputs.length; i++) {
            targets[i / size] = i / size % CLASSES;
            inputs[i] = (float) random.nextGaussian() + (i % CLASSES == i / size % CLASSES ? 2 : 0);
        }
        List<String> names =
                IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
        var set = new TensorDataset("blobs", shape, names, 1, inputs, targets);
        return new Datasets(set, set);
    }

    /// What a run said.
    static final class Heard implements TrainListener {
        final List<Float> losses = new ArrayList<>();
        final List<String> notes = new ArrayList<>();

        @Override
        public void step(StepResult result) {
            losses.add(result.loss());
        }

        @Override
        public void note(String message) {
            notes.add(message);
        }
    }

    static TrainResult run(
            Model model,
            ProgramSource programs,
            Datasets data,
            RunFolder folder,
            TrainOptions options,
            BooleanSupplier stop,
            Heard heard) {
        try (WorkerPool pool = new ThreadPool(2)) {
            var settings = model.training().orElseThrow().settings();
            return new Trainer(settings, programs, data, pool, heard).run(folder, options, stop);
        }
    }
}
