package dev.bnc.datasets;

import dev.bnc.runtime.data.DataException;
import java.util.List;
import java.util.stream.IntStream;

/// Labels given as numbers.
final class ClassNumbers {
    private static final int MOST_CLASSES = 1 << 20;

    private ClassNumbers() {}

    /// Checks that all labels are class numbers, and returns the classes' names: those given, or, if none are given, as
    /// many numbers as the labels show.
    static List<String> check(float[] labels, List<String> names, String source) {
        int highest = 0;
        for (int i = 0; i < labels.length; i++) {
            int label = (int) labels[i];
            if (label != labels[i]
                    || label < 0
                    || label >= MOST_CLASSES
                    || (!names.isEmpty() && label >= names.size())) {
                throw new DataException("%s: label %s at place %,d is no class number%s"
                        .formatted(source, labels[i], i, names.isEmpty() ? "" : " below " + names.size()));
            }
            highest = Math.max(highest, label);
        }
        return names.isEmpty()
                ? IntStream.rangeClosed(0, highest).mapToObj(Integer::toString).toList()
                : names;
    }
}
