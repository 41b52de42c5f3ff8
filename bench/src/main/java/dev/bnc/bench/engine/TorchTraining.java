package dev.bnc.bench.engine;

import dev.bnc.bench.torch.Mode;
import dev.bnc.bench.torch.TorchGraph;
import dev.bnc.bench.torch.TorchParameters;
import dev.bnc.bench.torch.TorchThreads;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.model.ModelParameter;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// Training steps in libtorch: eager forward pass, autograd, its own SGD.
public final class TorchTraining implements Contender {
    private static final int TRIALS = 3;

    private final TorchGraph graph;
    private final TensorVector trained = new TensorVector();
    private final Tensor input;
    private final Tensor labels;
    private final torch.MemoryFormat format;
    private final int threads;
    private final float[] losses = new float[TrainingTask.COMPARED];
    private SGD optimizer;

    private TorchTraining(TrainingTask task, int threads, torch.MemoryFormat format) {
        this.threads = threads;
        this.format = format;
        TorchParameters parameters = TorchParameters.of(task.start().weights(), format);
        for (ModelParameter parameter : task.model().parameters()) {
            if (parameter.role().trainable()) {
                trained.push_back(parameters.get(parameter.name()).set_requires_grad(true));
            }
        }
        Graph forward = task.model().graph().atBatch(task.batch());
        String prediction = task.training().settings().prediction();
        graph = TorchGraph.of(forward, forward.output(prediction), parameters, Mode.TRAINING);
        List<Integer> shape = task.start().input().shape().atBatch(task.batch()).sizes();
        input = TorchParameters.tensor(task.input(), shape, format);
        labels = Tensor.create(Arrays.stream(task.labels()).asLongStream().toArray());
        optimizer = optimizer(task.training().settings().learningRate());
        enter();
        for (int step = 0; step < losses.length; step++) {
            losses[step] = step();
        }
        optimizer = optimizer(0);
    }

    /// Images channels first or channels last, whichever is faster.
    public static TorchTraining of(TrainingTask task, int threads) {
        var first = new TorchTraining(task, threads, torch.MemoryFormat.Contiguous);
        var last = new TorchTraining(task, threads, torch.MemoryFormat.ChannelsLast);
        boolean better = last.trial() < first.trial();
        (better ? first : last).close();
        return better ? last : first;
    }

    private SGD optimizer(double rate) {
        var options = new SGDOptions(rate);
        options.momentum().put(TrainingTask.MOMENTUM);
        return new SGD(trained, options);
    }

    private double trial() {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < TRIALS; i++) {
            long start = System.nanoTime();
            run();
            best = Math.min(best, 1e-9 * (System.nanoTime() - start));
        }
        return best;
    }

    private float step() {
        optimizer.zero_grad();
        try (Tensor logits = graph.run(input);
                Tensor loss = torch.cross_entropy_loss(logits, labels)) {
            loss.backward();
            optimizer.step();
            return loss.item_float();
        }
    }

    @Override
    public String remark() {
        return format == torch.MemoryFormat.ChannelsLast ? "channels last" : "";
    }

    @Override
    public void enter() {
        TorchThreads.use(threads);
    }

    @Override
    public void run() {
        step();
    }

    /// The losses of the first steps.
    @Override
    public float[] answer() {
        return losses.clone();
    }

    @Override
    public void close() {
        optimizer.close();
        input.close();
        labels.close();
        trained.close();
    }
}
