package dev.bnc.runtime.train;

import dev.bnc.runtime.data.Augmentation;
import dev.bnc.runtime.data.DataException;
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
    private final Scoring scoring;
    private final Dataset data;
    private final Augmentation preparation;
    private final Memory memory;
    private final WorkerPool pool;

    /// An evaluator that works on `state`, which it never changes.
    ///
    /// @throws DataException if the data does not fit the net
    public Evaluator(Program inference, Scoring scoring, Dataset data, float[] state, WorkerPool pool) {
        DataFit.checkInputs(inference.info(), scoring.input(), data);
        DataFit.checkClasses(inference.info(), scoring, data);
        this.program = inference;
        this.scoring = scoring;
        this.data = data;
        this.preparation = new Augmentation(scoring.transforms(), data.inputShape(), 0);
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
        var tally = new LossTally(scoring.loss());
        for (int start = 0; start < data.size(); start += batch) {
            int count = Math.min(batch, data.size() - start);
            fill(start, count);
            program.run(memory, pool);
            score(start, count, tally);
        }
        return tally.result();
    }

    private void fill(int start, int count) {
        Slot inputs = program.info().input(scoring.input());
        int each = data.inputSize();
        for (int i = 0; i < count; i++) {
            int place = inputs.offset() + i * each;
            data.readInput(start + i, memory.arena(), place);
            preparation.apply(memory.arena(), place);
        }
        Arrays.fill(memory.arena(), inputs.offset() + count * each, inputs.offset() + inputs.size(), 0);
    }

    private void score(int start, int count, LossTally tally) {
        Slot predictions = program.info().output(scoring.prediction());
        int each = predictions.size() / program.info().batch();
        for (int i = 0; i < count; i++) {
            float[] target = target(start + i, each);
            tally.add(memory.arena(), predictions.offset() + i * each, each, target);
        }
    }

    // Losses other than cross-entropy take class numbers one-hot; of one output, as 0 and 1.
    private float[] target(int example, int outputs) {
        var target = new float[data.targetSize()];
        data.readTarget(example, target, 0);
        if (data.classes().isEmpty() || outputs == 1 || scoring.loss() == Loss.CROSS_ENTROPY) {
            return target;
        }
        var oneHot = new float[outputs];
        oneHot[(int) target[0]] = 1;
        return oneHot;
    }

    /// Sums up losses and right answers, in double.
    private static final class LossTally {
        private final Loss loss;
        private int examples;
        private int right;
        private double sum;

        LossTally(Loss loss) {
            this.loss = loss;
        }

        void add(float[] values, int from, int count, float[] target) {
            examples++;
            switch (loss) {
                case CROSS_ENTROPY -> crossEntropy(values, from, count, (int) target[0]);
                case MEAN_SQUARED_ERROR -> {
                    for (int i = 0; i < target.length; i++) {
                        double difference = (double) values[from + i] - target[i];
                        sum += difference * difference / target.length;
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
            for (int i = 0; i < target.length; i++) {
                double logit = values[from + i];
                sum += (Math.max(logit, 0) - logit * target[i] + StrictMath.log1p(StrictMath.exp(-Math.abs(logit))))
                        / target.length;
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
