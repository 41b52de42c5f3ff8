package dev.bnc.runtime.data;

/// The first `size` examples of another data set.
final class FirstExamples extends DatasetView {
    private final int size;

    FirstExamples(Dataset whole, int size) {
        super(whole);
        if (size < 1 || size > whole.size()) {
            throw new IllegalArgumentException("cannot take " + size + " examples of " + whole.size());
        }
        this.size = size;
    }

    @Override
    public String description() {
        return "the first " + size + " of " + super.description();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void readInput(int index, float[] into, int offset) {
        super.readInput(checked(index), into, offset);
    }

    @Override
    public void readTarget(int index, float[] into, int offset) {
        super.readTarget(checked(index), into, offset);
    }

    private int checked(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException("example " + index + " of " + size);
        }
        return index;
    }
}
