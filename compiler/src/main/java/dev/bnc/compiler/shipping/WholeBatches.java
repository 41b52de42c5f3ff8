package dev.bnc.compiler.shipping;

import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.data.Sampler;
import java.util.List;
import java.util.OptionalInt;

/// The examples of a data set that fill whole batches, shuffled.
final class WholeBatches implements Dataset {
    private final Dataset data;
    private final int batch;
    private final Sampler sampler;

    WholeBatches(Dataset data, int batch, long seed) {
        this.data = data;
        this.batch = batch;
        this.sampler = Sampler.wholeBatches(data.size(), batch, seed);
    }

    @Override
    public String description() {
        return data.description();
    }

    @Override
    public int size() {
        return sampler.stepsPerEpoch() * batch;
    }

    @Override
    public List<Integer> inputShape() {
        return data.inputShape();
    }

    @Override
    public OptionalInt classes() {
        return data.classes();
    }

    @Override
    public List<String> classNames() {
        return data.classNames();
    }

    @Override
    public int targetSize() {
        return data.targetSize();
    }

    @Override
    public void readInput(int index, float[] into, int offset) {
        data.readInput(sampler.example(0, index / batch, index % batch), into, offset);
    }

    @Override
    public void readTarget(int index, float[] into, int offset) {
        data.readTarget(sampler.example(0, index / batch, index % batch), into, offset);
    }
}
