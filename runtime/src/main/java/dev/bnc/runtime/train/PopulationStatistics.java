package dev.bnc.runtime.train;

import dev.bnc.runtime.data.Augmentation;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.data.LastBatch;
import dev.bnc.runtime.data.Sampler;
import dev.bnc.runtime.data.Shuffle;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.StateTensor;
import dev.bnc.runtime.program.WorkerPool;

/// Computes batch norms' population statistics anew: the averages of many batches' means and (unbiased) variances with
/// the parameters held still. (Algorithm 2 of Ioffe and Szegedy 2015.)
public final class PopulationStatistics {
    private PopulationStatistics() {}

    /// Averages over at most `batches` batches of `data`, drawn without replacement by the seed, and puts the averages
    /// into `state`. Summed up in double, in the batches' order.
    ///
    /// @param program a [ProgramSource#statistics] program; its batch size is used
    public static void recompute(
            Program program, TrainSettings settings, Dataset data, int batches, float[] state, WorkerPool pool) {
        if (program.info().outputs().isEmpty()) {
            return;
        }
        int batch = program.info().batch();
        var sampler = new Sampler(
                data.size(),
                settings.data().withBatch(batch).withShuffle(Shuffle.EPOCH).withLast(LastBatch.DROP),
                settings.seed());
        var preparation = new Augmentation(settings.data().transforms(), data.inputShape(), settings.seed());
        var memory = new Memory(state, new float[program.info().arenaSize()]);
        var sums = new Sums(program);
        int count = Math.min(batches, sampler.stepsPerEpoch());
        Slot inputs = program.info().input(settings.input());
        program.prepare(memory, pool);
        for (int b = 0; b < count; b++) {
            for (int i = 0; i < batch; i++) {
                int place = inputs.offset() + i * data.inputSize();
                data.readInput(sampler.example(0, b, i), memory.arena(), place);
                preparation.apply(memory.arena(), place);
            }
            program.run(memory, pool);
            sums.add(memory.arena());
        }
        sums.store(count, state);
    }

    private static final class Sums {
        private final Program program;
        private final double[][] sums;

        Sums(Program program) {
            this.program = program;
            this.sums = program.info().outputs().stream()
                    .map(slot -> new double[slot.size()])
                    .toArray(double[][]::new);
        }

        void add(float[] arena) {
            for (int s = 0; s < sums.length; s++) {
                int offset = program.info().outputs().get(s).offset();
                for (int i = 0; i < sums[s].length; i++) {
                    sums[s][i] += arena[offset + i];
                }
            }
        }

        void store(int count, float[] state) {
            for (int s = 0; s < sums.length; s++) {
                Slot slot = program.info().outputs().get(s);
                StateTensor tensor = program.info()
                        .state()
                        .find(slot.name())
                        .orElseThrow(() -> new IllegalStateException(
                                "statistics program " + program.info().name() + " has an output " + slot.name()
                                        + " that is no state tensor"));
                for (int i = 0; i < sums[s].length; i++) {
                    state[tensor.offset() + i] = (float) (sums[s][i] / count);
                }
            }
        }
    }
}
