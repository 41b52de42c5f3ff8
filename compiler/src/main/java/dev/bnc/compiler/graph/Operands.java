package dev.bnc.compiler.graph;

import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Padding;
import java.util.ArrayList;
import java.util.List;

/// What an operator is given, and checks of it; a check that fails throws an [IllegalArgumentException] that shows the
/// operator and the types of all operands.
record Operands(Op op, List<TensorType> types) {
    int size() {
        return types.size();
    }

    TensorType operand(int index) {
        require(index < types.size(), "operand " + index + " is missing");
        return types.get(index);
    }

    Shape shape(int index) {
        return operand(index).shape();
    }

    int channels(int index) {
        requireRankAtLeastTwo(index);
        return shape(index).size(1);
    }

    Image image(int index) {
        requireRank(index, 4);
        Shape s = shape(index);
        return new Image(s.size(0), s.size(1), new Extent(s.size(2), s.size(3)));
    }

    void requireCount(int expected) {
        require(types.size() == expected, expected + " operands expected");
    }

    void requireRank(int index, int rank) {
        require(shape(index).rank() == rank, "operand " + index + " must have " + rank + " dimensions");
    }

    void requireRankAtLeastTwo(int index) {
        require(shape(index).rank() >= 2, "operand " + index + " must have channels");
    }

    void requireSame(int one, int other) {
        require(shape(one).equals(shape(other)), "operands " + one + " and " + other + " differ in shape");
    }

    void requireChannels(int data, int vector) {
        require(shape(vector).equals(Shape.of(channels(data))), "operand " + vector + " must have one value a channel");
    }

    void require(boolean holds, String otherwise) {
        if (!holds) {
            List<String> shown = new ArrayList<>();
            types.forEach(o -> shown.add(o.toString()));
            throw new IllegalArgumentException(op + " on " + shown + ": " + otherwise);
        }
    }

    /// A batch of images `[n, c, h, w]`.
    record Image(int batch, int channels, Extent size) {
        TensorType type() {
            return TensorType.f32(batch, channels, size.height(), size.width());
        }

        TensorType withoutPositions() {
            return TensorType.f32(batch, channels);
        }

        Image withSize(Extent changed) {
            return new Image(batch, channels, changed);
        }

        Image withChannels(int changed) {
            return new Image(batch, changed, size);
        }

        TensorType grown(Padding p, int sign) {
            int height = size.height() + sign * (p.top() + p.bottom());
            int width = size.width() + sign * (p.left() + p.right());
            if (height < 1 || width < 1) {
                throw new IllegalArgumentException("cropping " + size + " by " + p + " leaves nothing");
            }
            return withSize(new Extent(height, width)).type();
        }
    }
}
