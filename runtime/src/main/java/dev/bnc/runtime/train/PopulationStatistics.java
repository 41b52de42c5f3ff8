package dev.bnc.runtime.train;

import dev.bnc.runtime.data.Augmentation;
import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.DataSettings;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.data.LastBatch;
import dev.bnc.runtime.data.Sampler;
import dev.bnc.runtime.data.Shuffle;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.StateTensor;
import dev.bnc.runtime.program.WorkerPool;
import java.util.List;
import java.util.Optional;

/// Computes batch norms' population statistics anew: the averages of many batches' means and (unbiased) variances with
/// the parameters held still. (Algorithm 2 of Ioffe and Szegedy 2015.)
public final class PopulationStatistics {
    private PopulationStatistics() {}

    /// Which batches are averaged over.
    ///
    /// @param input the program's input that takes the examples
    /// @param transforms of each example; those that only training does are passed over
    /// @param batches at most so many, one epoch at most
    /// @param seed of the order, which is that of the first epoch of a training with this seed
    public record Draw(String input, List<Transform> transforms, int batches, long seed) {
        public Draw {
            transforms = List.copyOf(transforms);
        }
    }

    /// Averages over batches of a training's data and puts the averages into `state`.
    ///
    /// @param program a [ProgramSource#statistics] program; its batch size is used
    /// @param batches at most so many
    static void recompute(
            Program program, TrainSettings settings, Dataset data, int batches, float[] state, WorkerPool pool) {
        var draw = new Draw(settings.input(), settings.data().evaluation(), batches, settings.seed());
        recompute(program, draw, data, state, pool);
    }

    /// Averages over batches of `data`, drawn without replacement, and puts the averages into `state`. Summed up in double, in
    /// the batches' order.
    ///
    /// @param program a [ProgramSource#statistics] program; its batch size is used
    /// @return over how many batches
    /// @throws DataException if the data does not fit the program, or does not fill one batch
    public static int recompute(Program program, Draw draw, Dataset data, float[] state, WorkerPool pool) {
        if (program.info().outputs().isEmpty()) {
            return 0;
        }
        DataFit.checkInputs(program.info(), draw.input(), data);
        int batch = program.info().batch();
        var settings = new DataSettings(
                "", Optional.empty(), batch, Shuffle.EPOCH, LastBatch.DROP, draw.transforms());
        var sampler = new Sampler(data, settings, draw.seed());
        var preparation = new Augmentation(draw.transforms(), data.inputShape(), draw.seed());
        var memory = new Memory(state, new float[program.info().arenaSize()]);
        var sums = new Sums(program);
        int count = Math.min(draw.batches(), sampler.stepsPerEpoch());
        Slot inputs = program.info().input(draw.input());
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
        return count;
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
