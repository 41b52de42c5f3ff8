package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.Shape;
import java.util.ArrayList;
import java.util.List;

/// Order of a tensor's elements in memory.
enum Layout {
    /// `[n, ..., c]`: activations. Also what a tensor has whose two orders are the same.
    CHANNELS_LAST,
    /// As the graph's shape says: weights, inputs and outputs.
    ROW_MAJOR;

    /// This layout, or [#CHANNELS_LAST] if that is the same order for the shape.
    Layout normalized(Shape shape) {
        boolean same = shape.rank() < 3 || shape.size(1) == 1 || positions(shape) == 1;
        return same ? CHANNELS_LAST : this;
    }

    /// Sizes in the order of memory, innermost last.
    List<Integer> dims(Shape shape) {
        if (this == ROW_MAJOR || shape.rank() < 3) {
            return shape.sizes();
        }
        var dims = new ArrayList<>(shape.sizes());
        int channels = dims.get(1);
        dims.subList(1, 2).clear();
        dims.add(channels);
        return dims;
    }

    /// Elements of one channel of one example.
    static int positions(Shape shape) {
        return shape.sizes().stream().skip(2).reduce(1, Math::multiplyExact);
    }
}
