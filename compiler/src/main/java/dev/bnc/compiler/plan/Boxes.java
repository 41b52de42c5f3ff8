package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Padding;
import dev.bnc.compiler.plan.Copy.Walk;
import dev.bnc.compiler.plan.Task.Box;
import java.util.List;

/// The copies lowering needs, each as sizes and strides of a box.
final class Boxes {
    private Boxes() {}

    /// All rows and columns of a matrix.
    static Copy matrix(Operand source, Operand target) {
        return new Copy(
                source,
                new Walk(0, List.of(source.stride(), 1)),
                target,
                new Walk(0, List.of(target.stride(), 1)),
                List.of(source.rows(), source.columns()));
    }

    /// `[n, c, positions]` to `[n, positions, c]`.
    static Box toChannelsLast(Shape shape) {
        int batch = shape.size(0);
        int channels = shape.size(1);
        int positions = Layout.positions(shape);
        return (source, target) -> new Copy(
                source,
                new Walk(0, List.of(channels * positions, 1, positions)),
                target,
                new Walk(0, List.of(positions * target.stride(), target.stride(), 1)),
                List.of(batch, positions, channels));
    }

    /// `[n, positions, c]` to `[n, c, positions]`.
    static Box toRowMajor(Shape shape) {
        int batch = shape.size(0);
        int channels = shape.size(1);
        int positions = Layout.positions(shape);
        return (source, target) -> new Copy(
                source,
                new Walk(0, List.of(positions * source.stride(), 1, source.stride())),
                target,
                new Walk(0, List.of(channels * positions, positions, 1)),
                List.of(batch, channels, positions));
    }

    /// Images `[n, h, w, c]` into the middle of larger ones.
    static Box padded(Padding padding) {
        return (source, target) ->
                new Copy(source, images(source, 0), target, images(target, border(target, padding)), source.dims());
    }

    /// The middle of images `[n, h, w, c]`.
    static Box cropped(Padding padding) {
        return (source, target) ->
                new Copy(source, images(source, border(source, padding)), target, images(target, 0), target.dims());
    }

    /// Images `[n, h, w, c]` to each `stride`-th line and place of larger ones, from `first` on.
    static Box spread(Extent first, Extent stride) {
        return (source, target) -> {
            int place = target.stride();
            int line = target.dims().get(2) * place;
            int picture = target.dims().get(1) * line;
            List<Integer> steps = List.of(picture, stride.height() * line, stride.width() * place, 1);
            int start = first.height() * line + first.width() * place;
            return new Copy(source, images(source, 0), target, new Walk(start, steps), source.dims());
        };
    }

    /// `[kh, kw, c, o]` to the rows of group `group` of `[o, c, kh, kw]`.
    static Box filter(Shape weight, int group, int groups) {
        int outputs = weight.size(0) / groups;
        int channels = weight.size(1);
        int taps = weight.size(2) * weight.size(3);
        return (source, target) -> new Copy(
                source,
                new Walk(0, List.of(1, source.stride(), channels * source.stride())),
                target,
                new Walk(group * outputs * channels * taps, List.of(channels * taps, taps, 1)),
                List.of(outputs, channels, taps));
    }

    /// `[kh, kw, o]` to a filter `[o, 1, kh, kw]`.
    static Box depthwiseFilter(Shape weight) {
        int taps = weight.size(2) * weight.size(3);
        return (source, target) -> new Copy(
                source,
                new Walk(0, List.of(1, source.stride())),
                target,
                new Walk(0, List.of(taps, 1)),
                List.of(weight.size(0), taps));
    }

    private static int border(Operand image, Padding padding) {
        return (padding.top() * image.dims().get(2) + padding.left()) * image.stride();
    }

    private static Walk images(Operand image, int first) {
        int line = image.dims().get(2) * image.stride();
        return new Walk(first, List.of(image.dims().get(1) * line, line, image.stride(), 1));
    }
}
