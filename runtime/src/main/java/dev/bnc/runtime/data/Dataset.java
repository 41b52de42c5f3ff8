package dev.bnc.runtime.data;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Numbered examples, each an input and a target. Reading is safe from several threads.
public interface Dataset {
    /// What it is and where it came from, in one line: `MNIST, 60,000 training images from /data/mnist`.
    String description();

    /// Number of examples.
    int size();

    /// Shape of one input: channels, height, width for pictures.
    List<Integer> inputShape();

    /// Number of classes, if targets are class numbers; the target is then one float.
    OptionalInt classes();

    /// What the classes are called, in the order of their numbers; empty if targets are no class numbers.
    default List<String> classNames() {
        return IntStream.range(0, classes().orElse(0))
                .mapToObj(Integer::toString)
                .toList();
    }

    /// Number of floats of a target.
    int targetSize();

    /// Writes the input of example `index` into `into` from `offset`.
    void readInput(int index, float[] into, int offset);

    /// Whether inputs are windows of something larger, so that it matters where they lie.
    default boolean windowed() {
        return false;
    }

    /// Writes the input of example `index`, a window at that place if it is one, into `into` from `offset`.
    default void readInput(int index, Placement place, float[] into, int offset) {
        readInput(index, into, offset);
    }

    /// Writes the target of example `index` into `into` from `offset`.
    void readTarget(int index, float[] into, int offset);

    /// Number of floats of one input.
    default int inputSize() {
        return inputShape().stream().reduce(1, Math::multiplyExact);
    }

    /// The first `count` examples.
    default Dataset first(int count) {
        return new FirstExamples(this, count);
    }
}
