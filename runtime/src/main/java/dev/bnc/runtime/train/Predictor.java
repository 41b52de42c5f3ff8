package dev.bnc.runtime.train;

import dev.bnc.runtime.data.Augmentation;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.WorkerPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A net in use: runs its inference program on examples that have no labels, batch by batch, the last one padded with
/// zeros.
public final class Predictor {
    private final Program program;
    private final Slot input;
    private final Augmentation preparation;
    private final Memory memory;
    private final WorkerPool pool;

    /// A predictor that works on `state`, which it never changes.
    ///
    /// @param input name of the program's input
    /// @param transforms of each example before it goes in
    public Predictor(
            Program inference, String input, List<? extends Transform> transforms, float[] state, WorkerPool pool) {
        this.program = inference;
        this.input = inference.info().input(input);
        List<Integer> example = this.input.shape().subList(1, this.input.shape().size());
        this.preparation = new Augmentation(List.copyOf(transforms), example, 0);
        this.memory = new Memory(state, new float[inference.info().arenaSize()]);
        this.pool = pool;
        program.prepare(memory, pool);
    }

    /// What the program's output of that name is for each example.
    ///
    /// @throws IllegalArgumentException if an example has another size than the net takes, or there is no such output
    public List<float[]> run(List<float[]> examples, String output) {
        int batch = program.info().batch();
        var answers = new ArrayList<float[]>();
        for (int start = 0; start < examples.size(); start += batch) {
            List<float[]> together = examples.subList(start, Math.min(start + batch, examples.size()));
            fill(together);
            program.run(memory, pool);
            collect(program.info().output(output), together.size(), answers);
        }
        return answers;
    }

    private void fill(List<float[]> examples) {
        int each = input.size() / program.info().batch();
        int place = input.offset();
        for (float[] example : examples) {
            if (example.length != each) {
                throw new IllegalArgumentException(
                        "an example of " + example.length + " numbers, but " + input + " takes " + each);
            }
            System.arraycopy(example, 0, memory.arena(), place, each);
            preparation.apply(memory.arena(), place);
            place += each;
        }
        Arrays.fill(memory.arena(), place, input.offset() + input.size(), 0);
    }

    private void collect(Slot output, int count, List<float[]> answers) {
        int each = output.size() / program.info().batch();
        for (int i = 0; i < count; i++) {
            int from = output.offset() + i * each;
            answers.add(Arrays.copyOfRange(memory.arena(), from, from + each));
        }
    }
}
