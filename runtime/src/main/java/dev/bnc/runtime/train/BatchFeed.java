package dev.bnc.runtime.train;

import dev.bnc.runtime.data.Augmentation;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.data.Sampler;
import dev.bnc.runtime.program.ProgramInfo;
import dev.bnc.runtime.program.Slot;

/// Fills a training program's inputs with the examples that are next in turn.
record BatchFeed(Dataset data, Sampler sampler, Augmentation augmentation, String input, String target) {
    /// Number of examples of the batch that belongs to `step`.
    int batchSize(long step) {
        return sampler.batchSize((int) (step % sampler.stepsPerEpoch()));
    }

    /// Number of examples an epoch shows.
    long examplesPerEpoch() {
        return (long) (sampler.stepsPerEpoch() - 1) * sampler.batchSize(0) + sampler.lastBatchSize();
    }

    void fill(long step, ProgramInfo info, float[] arena) {
        Slot inputs = info.input(input);
        Slot targets = info.input(target);
        long epoch = step / sampler.stepsPerEpoch();
        int stepInEpoch = (int) (step % sampler.stepsPerEpoch());
        int inputSize = data.inputSize();
        for (int i = 0; i < info.batch(); i++) {
            int example = sampler.example(epoch, stepInEpoch, i);
            int place = inputs.offset() + i * inputSize;
            data.readInput(example, arena, place);
            augmentation.apply(epoch, example, arena, place);
            data.readTarget(example, arena, targets.offset() + i * data.targetSize());
        }
    }
}
