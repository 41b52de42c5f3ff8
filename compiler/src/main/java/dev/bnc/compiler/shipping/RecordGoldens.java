package dev.bnc.compiler.shipping;

import dev.bnc.compiler.Backend;
import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.Goldens;
import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.graph.Cost;
import dev.bnc.compiler.graph.Output;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.data.CounterRandom;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.Predictor;
import java.util.ArrayList;
import java.util.List;

/// Records what a model as it was trained answers to a few examples, so that whatever is made of it can be compared.
///
/// The examples are drawn at random by a fixed seed: pictures uniform from 0 to 1, as data sets give pixels, other inputs
/// standard normal, with the data's mean and deviation if the task says them. Behind them come real ones, if there are.
/// Answers are the reference interpreter's, unless the net is so large that it would take more than some seconds.
public final class RecordGoldens {
    /// Largest difference that a self-test lets pass, relative to the largest number of an output. Fused programs in float32
    /// differ by 3e-7 to 8e-7 (measured on the MNIST and CIFAR nets, MobileNet, ResNet-18 and DenseNet-121, of 3 to 121 batch
    /// norms); other vector widths and kernels may round otherwise.
    public static final double TOLERANCE = 1e-4;

    private static final int RANDOM = 4;
    private static final long SEED = 1;
    /// About four seconds of the reference interpreter.
    private static final long PATIENCE = 2_000_000_000L;
    /// Examples together may take a megabyte of numbers; one is recorded in any case.
    private static final long MOST_NUMBERS = 1 << 20;

    private RecordGoldens() {}

    /// Records.
    ///
    /// @param real examples of the data, as it gives them
    public static Goldens of(TrainedModel trained, List<float[]> real, WorkerPool pool) {
        List<Integer> sizes = trained.input().shape().sizes();
        List<Integer> shape = sizes.subList(1, sizes.size());
        int each = shape.stream().reduce(1, Math::multiplyExact);
        int random = Math.clamp(MOST_NUMBERS / each, 1, RANDOM);
        int taken = Math.clamp(MOST_NUMBERS / each - random, 0, real.size());
        var examples = new ArrayList<float[]>();
        for (int i = 0; i < random; i++) {
            examples.add(drawn(i, shape, trained));
        }
        examples.addAll(real.subList(0, taken));
        boolean quick = Cost.flops(trained.graph()) * examples.size() <= PATIENCE;
        Backend backend = quick ? Backend.reference() : Backend.jvm();
        Program program = backend.compile(Compiler.inferenceProgram(trained, quick ? examples.size() : 1));
        var predictor = new Predictor(program, trained.inputName(), transforms(trained), trained.state(), pool);
        var outputs = new ArrayList<NamedTensor>();
        for (Output output : trained.graph().outputs()) {
            List<Integer> answer = output.value().shape().sizes();
            outputs.add(
                    joined(output.name(), predictor.run(examples, output.name()), answer.subList(1, answer.size())));
        }
        return new Goldens(
                joined(trained.inputName(), examples, shape),
                outputs,
                taken,
                quick ? Goldens.Source.REFERENCE : Goldens.Source.PROGRAM,
                TOLERANCE);
    }

    private static float[] drawn(int index, List<Integer> shape, TrainedModel model) {
        CounterRandom random = CounterRandom.of(SEED, "golden input").at(index);
        List<Transform.Normalize> transforms = model.task().map(Task::transforms).orElse(List.of());
        var values = new float[shape.stream().reduce(1, Math::multiplyExact)];
        for (int i = 0; i < values.length; i++) {
            int channel = shape.isEmpty() ? 0 : i / (values.length / shape.getFirst());
            values[i] = (float) (shape.size() == 3
                    ? random.uniform(i)
                    : likeData(random.gaussian(i), channel, transforms));
        }
        return values;
    }

    /// What the transforms turn into `standard`.
    private static double likeData(double standard, int channel, List<Transform.Normalize> transforms) {
        double value = standard;
        for (Transform.Normalize normalize : transforms.reversed()) {
            int c = normalize.mean().size() == 1 ? 0 : channel;
            value = value * normalize.deviation().get(c) + normalize.mean().get(c);
        }
        return value;
    }

    static List<Transform> transforms(TrainedModel model) {
        return model.task().<List<Transform>>map(t -> List.copyOf(t.transforms())).orElse(List.of());
    }

    private static NamedTensor joined(String name, List<float[]> rows, List<Integer> shape) {
        var sizes = new ArrayList<>(shape);
        sizes.addFirst(rows.size());
        int each = shape.stream().reduce(1, Math::multiplyExact);
        var all = new float[rows.size() * each];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, all, i * each, each);
        }
        return NamedTensor.of(name, sizes, all);
    }
}
