package dev.bnc.runtime.data;

import java.util.List;
import java.util.OptionalInt;

/// The first `size` examples of another data set.
record FirstExamples(Dataset whole, int size) implements Dataset {
    FirstExamples {
        if (size < 1 || size > whole.size()) {
            throw new IllegalArgumentException("cannot take " + size + " examples of " + whole.size());
        }
    }

    @Override
    public String description() {
        return "the first " + size + " of " + whole.description();
    }

    @Override
    public List<Integer> inputShape() {
        return whole.inputShape();
    }

    @Override
    public OptionalInt classes() {
        return whole.classes();
    }

    @Override
    public List<String> classNames() {
        return whole.classNames();
    }

    @Override
    public int targetSize() {
        return whole.targetSize();
    }

    @Override
    public void readInput(int index, float[] into, int offset) {
        whole.readInput(checked(index), into, offset);
    }

    @Override
    public void readTarget(int index, float[] into, int offset) {
        whole.readTarget(checked(index), into, offset);
    }

    private int checked(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException("example " + index + " of " + size);
        }
        return index;
    }
}
