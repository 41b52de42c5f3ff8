package dev.bnc.cli.report;

import java.util.ArrayList;
import java.util.List;

/// Cuts a list into stretches of as equal length as can be.
final class Stretches {
    private Stretches() {}

    /// At most `most` stretches that together are the list; none is empty.
    static <T> List<List<T>> of(List<T> items, int most) {
        int count = Math.min(most, items.size());
        List<List<T>> stretches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) items.size() * i / count);
            int to = (int) ((long) items.size() * (i + 1) / count);
            stretches.add(items.subList(from, to));
        }
        return stretches;
    }
}
