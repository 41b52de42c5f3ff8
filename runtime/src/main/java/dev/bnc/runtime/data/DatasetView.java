package dev.bnc.runtime.data;

import java.util.List;
import java.util.OptionalInt;

/// Examples of another data set, all as they are; subclasses say which of them, or what reading them does besides.
/// Windows lie in the middle.
public abstract class DatasetView implements Dataset {
    private final Dataset data;

    /// A view of `data`.
    protected DatasetView(Dataset data) {
        this.data = data;
    }

    @Override
    public String description() {
        return data.description();
    }

    @Override
    public int size() {
        return data.size();
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
        data.readInput(index, into, offset);
    }

    @Override
    public void readTarget(int index, float[] into, int offset) {
        data.readTarget(index, into, offset);
    }
}
