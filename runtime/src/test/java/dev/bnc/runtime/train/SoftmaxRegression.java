package dev.bnc.runtime.train;

import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.ProgramInfo;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import dev.bnc.runtime.program.WorkerPool;
import java.util.ArrayList;
import java.util.List;

/// A net written by hand: the input's features less their stored means, then `dense`, trained with momentum. Its
/// statistics are moved by the training step, or by recomputation if `tracked` is false.
record SoftmaxRegression(int features, int classes, boolean tracked, int smallestBatch) implements ProgramSource {
    private static final float MOMENTUM = 0.9f;

    SoftmaxRegression(int features, int classes) {
        this(features, classes, true, 1);
    }

    @Override
    public Program training(int batch) {
        List<Slot> inputs = List.of(
                new Slot("image", List.of(batch, features), 0),
                new Slot("digit", List.of(batch), batch * features),
                new Slot("lr", List.of(), batch * (features + 1)),
                new Slot("cumulative_weight", List.of(), batch * (features + 1) + 1));
        int loss = batch * (features + 1) + 2;
        return new Training(new ProgramInfo(
                "training",
                batch,
                inputs,
                List.of(new Slot("loss", List.of(), loss)),
                layout(true),
                loss + 1 + classes));
    }

    @Override
    public Program inference(int batch) {
        return new Inference(new ProgramInfo(
                "inference",
                batch,
                List.of(new Slot("image", List.of(batch, features), 0)),
                List.of(new Slot("logits", List.of(batch, classes), batch * features)),
                layout(false),
                batch * (features + classes)));
    }

    @Override
    public Program statistics(int batch) {
        return new Statistics(new ProgramInfo(
                "statistics",
                batch,
                List.of(new Slot("image", List.of(batch, features), 0)),
                List.of(new Slot("norm.mean", List.of(features), batch * features)),
                layout(false),
                (batch + 1) * features));
    }

    private StateLayout layout(boolean slots) {
        int weights = features * classes;
        List<StateTensor> tensors = new ArrayList<>();
        tensors.add(new StateTensor("norm.mean", List.of(features), Role.MEAN, new Initializer.Constant(0), 0));
        tensors.add(new StateTensor(
                "dense.weight", List.of(classes, features), Role.WEIGHT, new Initializer.Normal(0.1), features));
        tensors.add(new StateTensor(
                "dense.bias", List.of(classes), Role.BIAS, new Initializer.Constant(0), features + weights));
        if (slots) {
            tensors.add(new StateTensor(
                    "dense.weight.momentum",
                    List.of(classes, features),
                    Role.SLOT,
                    new Initializer.Constant(0),
                    features + weights + classes));
        }
        return new StateLayout(tensors);
    }

    private void logits(Memory memory, int example, float[] into, int offset) {
        float[] state = memory.state();
        for (int c = 0; c < classes; c++) {
            float sum = state[features + features * classes + c];
            for (int f = 0; f < features; f++) {
                sum += state[features + c * features + f] * (memory.arena()[example * features + f] - state[f]);
            }
            into[offset + c] = sum;
        }
    }

    private final class Training implements Program {
        private final ProgramInfo info;

        Training(ProgramInfo info) {
            this.info = info;
        }

        @Override
        public ProgramInfo info() {
            return info;
        }

        @Override
        public void prepare(Memory memory, WorkerPool pool) {}

        @Override
        public void run(Memory memory, WorkerPool pool) {
            float[] arena = memory.arena();
            int batch = info.batch();
            int scores = info.output("loss").offset() + 1;
            var gradient = new float[classes * (features + 1)];
            float loss = 0;
            for (int i = 0; i < batch; i++) {
                logits(memory, i, arena, scores);
                loss += backward(arena, memory.state(), i, scores, gradient) / batch;
            }
            arena[scores - 1] = loss;
            update(memory.state(), gradient, arena[info.input("lr").offset()] / batch);
            if (tracked) {
                track(memory, arena[info.input("cumulative_weight").offset()]);
            }
        }

        private float backward(float[] arena, float[] state, int example, int scores, float[] gradient) {
            int label = (int) arena[info.input("digit").offset() + example];
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += StrictMath.exp(arena[scores + c]);
            }
            for (int c = 0; c < classes; c++) {
                float error = (float) (StrictMath.exp(arena[scores + c]) / sum) - (c == label ? 1 : 0);
                for (int f = 0; f < features; f++) {
                    gradient[c * features + f] += error * (arena[example * features + f] - state[f]);
                }
                gradient[classes * features + c] += error;
            }
            return (float) (StrictMath.log(sum) - arena[scores + label]);
        }

        private void update(float[] state, float[] gradient, float rate) {
            int slots = features + classes * features + classes;
            for (int i = 0; i < classes * features; i++) {
                state[slots + i] = MOMENTUM * state[slots + i] + gradient[i];
                state[features + i] -= rate * state[slots + i];
            }
            for (int c = 0; c < classes; c++) {
                state[features + classes * features + c] -= rate * gradient[classes * features + c];
            }
        }

        private void track(Memory memory, float weight) {
            for (int f = 0; f < features; f++) {
                memory.state()[f] += weight * (mean(memory.arena(), info.batch(), f) - memory.state()[f]);
            }
        }
    }

    private float mean(float[] arena, int batch, int feature) {
        float sum = 0;
        for (int i = 0; i < batch; i++) {
            sum += arena[i * features + feature];
        }
        return sum / batch;
    }

    private final class Inference implements Program {
        private final ProgramInfo info;

        Inference(ProgramInfo info) {
            this.info = info;
        }

        @Override
        public ProgramInfo info() {
            return info;
        }

        @Override
        public void prepare(Memory memory, WorkerPool pool) {}

        @Override
        public void run(Memory memory, WorkerPool pool) {
            for (int i = 0; i < info.batch(); i++) {
                logits(memory, i, memory.arena(), info.output("logits").offset() + i * classes);
            }
        }
    }

    private final class Statistics implements Program {
        private final ProgramInfo info;

        Statistics(ProgramInfo info) {
            this.info = info;
        }

        @Override
        public ProgramInfo info() {
            return info;
        }

        @Override
        public void prepare(Memory memory, WorkerPool pool) {}

        @Override
        public void run(Memory memory, WorkerPool pool) {
            for (int f = 0; f < features; f++) {
                memory.arena()[info.outputs().getFirst().offset() + f] = mean(memory.arena(), info.batch(), f);
            }
        }
    }
}
