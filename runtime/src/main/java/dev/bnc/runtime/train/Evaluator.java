package dev.bnc.runtime.train;

import dev.bnc.runtime.data.Augmentation;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.WorkerPool;
import java.util.Arrays;
import java.util.OptionalDouble;

/// Measures a net on a data set: runs its inference program over all examples, the last batch padded with zeros.
public final class Evaluator {
    private final Program program;
    private final TrainSettings settings;
    private final Dataset data;
    private final Augmentation preparation;
    private final Memory memory;
    private final WorkerPool pool;

    /// An evaluator that works on `state`, which it never changes.
    public Evaluator(Program inference, TrainSettings settings, Dataset data, float[] state, WorkerPool pool) {
        this.program = inference;
        this.settings = settings;
        this.data = data;
        this.preparation = new Augmentation(settings.data().transforms(), data.inputShape(), settings.seed());
        this.memory = new Memory(state, new float[inference.info().arenaSize()]);
        this.pool = pool;
    }

    /// What is measured on.
    Dataset data() {
        return data;
    }

    /// Goes through all examples with the state as it is now.
    public Validation run() {
        program.prepare(memory, pool);
        int batch = program.info().batch();
        var tally = new LossTally(settings.loss(), data.targetSize());
        for (int start = 0; start < data.size(); start += batch) {
            int count = Math.min(batch, data.size() - start);
            fill(start, count);
            program.run(memory, pool);
            score(start, count, tally);
        }
        return tally.result();
    }

    private void fill(int start, int count) {
        Slot inputs = program.info().input(settings.input());
        int each = data.inputSize();
        for (int i = 0; i < count; i++) {
            int place = inputs.offset() + i * each;
            data.readInput(start + i, memory.arena(), place);
            preparation.apply(memory.arena(), place);
        }
        Arrays.fill(memory.arena(), inputs.offset() + count * each, inputs.offset() + inputs.size(), 0);
    }

    private void score(int start, int count, LossTally tally) {
        Slot predictions = program.info().output(settings.prediction());
        int each = predictions.size() / program.info().batch();
        var target = new float[data.targetSize()];
        for (int i = 0; i < count; i++) {
            data.readTarget(start + i, target, 0);
            tally.add(memory.arena(), predictions.offset() + i * each, each, target);
        }
    }

    /// Sums up losses and right answers, in double.
    private static final class LossTally {
        private final Loss loss;
        private final int targetSize;
        private int examples;
        private int right;
        private double sum;

        LossTally(Loss loss, int targetSize) {
            this.loss = loss;
            this.targetSize = targetSize;
        }

        void add(float[] values, int from, int count, float[] target) {
            examples++;
            switch (loss) {
                case CROSS_ENTROPY -> crossEntropy(values, from, count, (int) target[0]);
                case MEAN_SQUARED_ERROR -> {
                    for (int i = 0; i < targetSize; i++) {
                        double difference = (double) values[from + i] - target[i];
                        sum += difference * difference / targetSize;
                    }
                }
                case BINARY_CROSS_ENTROPY -> binaryCrossEntropy(values, from, target);
            }
        }

        private void crossEntropy(float[] values, int from, int count, int label) {
            int best = 0;
            for (int i = 1; i < count; i++) {
                best = values[from + i] > values[from + best] ? i : best;
            }
            double exponentials = 0;
            for (int i = 0; i < count; i++) {
                exponentials += StrictMath.exp((double) values[from + i] - values[from + best]);
            }
            sum += StrictMath.log(exponentials) + values[from + best] - values[from + label];
            right += best == label ? 1 : 0;
        }

        private void binaryCrossEntropy(float[] values, int from, float[] target) {
            boolean allRight = true;
            for (int i = 0; i < targetSize; i++) {
                double logit = values[from + i];
                sum += (Math.max(logit, 0) - logit * target[i] + StrictMath.log1p(StrictMath.exp(-Math.abs(logit))))
                        / targetSize;
                allRight &= logit > 0 == target[i] > 0.5f;
            }
            right += allRight ? 1 : 0;
        }

        Validation result() {
            boolean answers = loss != Loss.MEAN_SQUARED_ERROR;
            return new Validation(
                    examples,
                    sum / examples,
                    answers ? OptionalDouble.of((double) right / examples) : OptionalDouble.empty());
        }
    }
}
