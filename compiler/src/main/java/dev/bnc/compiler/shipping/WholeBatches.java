package dev.bnc.compiler.shipping;

import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.data.DatasetView;
import dev.bnc.runtime.data.Sampler;

/// The examples of a data set that fill whole batches, shuffled.
final class WholeBatches extends DatasetView {
    private final int batch;
    private final Sampler sampler;

    WholeBatches(Dataset data, int batch, long seed) {
        super(data);
        this.batch = batch;
        this.sampler = Sampler.wholeBatches(data.size(), batch, seed);
    }

    @Override
    public int size() {
        return sampler.stepsPerEpoch() * batch;
    }

    @Override
    public void readInput(int index, float[] into, int offset) {
        super.readInput(sampler.example(0, index / batch, index % batch), into, offset);
    }

    @Override
    public void readTarget(int index, float[] into, int offset) {
        super.readTarget(sampler.example(0, index / batch, index % batch), into, offset);
    }
}
