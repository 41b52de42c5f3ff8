package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import java.util.List;
import java.util.stream.Collectors;

/// What flows along an arrow: a value of the graph. A line (`[channels, length]`) is kept as an image of height 1.
record Flow(Value value, boolean line) {
    /// Sizes of one example as the user sees them: `[10]`, `[channels, length]` or `[channels, height, width]`.
    List<Integer> example() {
        List<Integer> sizes = value.shape().sizes();
        return line ? List.of(sizes.get(1), sizes.get(3)) : sizes.subList(1, sizes.size());
    }

    /// The example's sizes as the user writes them: `192x28x28`.
    String text() {
        return text(example());
    }

    static String text(List<? extends Number> sizes) {
        return sizes.stream().map(Object::toString).collect(Collectors.joining("x"));
    }

    int channels() {
        return value.shape().size(1);
    }

    boolean image() {
        return value.shape().rank() == 4;
    }

    Shape shape() {
        return value.shape();
    }

    /// Another value of the same kind.
    Flow with(Value other) {
        return new Flow(other, line && other.shape().rank() == 4);
    }
}
