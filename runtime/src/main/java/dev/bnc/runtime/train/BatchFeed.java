package dev.bnc.runtime.train;

import dev.bnc.runtime.data.Augmentation;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.data.Sampler;

/// Reads the examples that are next in turn. One thread at a time may read.
record BatchFeed(Dataset data, Sampler sampler, Augmentation augmentation) {
    /// Number of examples of the batch that belongs to `step`.
    int batchSize(long step) {
        return sampler.batchSize((int) (step % sampler.stepsPerEpoch()));
    }

    /// Number of examples an epoch shows.
    long examplesPerEpoch() {
        return (long) (sampler.stepsPerEpoch() - 1) * sampler.batchSize(0) + sampler.lastBatchSize();
    }

    /// Reads the batch of `step`, example after example.
    void read(long step, float[] inputs, float[] targets) {
        long epoch = step / sampler.stepsPerEpoch();
        int stepInEpoch = (int) (step % sampler.stepsPerEpoch());
        int inputSize = data.inputSize();
        int targetSize = data.targetSize();
        int count = sampler.batchSize(stepInEpoch);
        for (int i = 0; i < count; i++) {
            int example = sampler.example(epoch, stepInEpoch, i);
            data.readInput(example, augmentation.placement(epoch, example), inputs, i * inputSize);
            augmentation.apply(epoch, example, inputs, i * inputSize);
            data.readTarget(example, targets, i * targetSize);
        }
    }
}
