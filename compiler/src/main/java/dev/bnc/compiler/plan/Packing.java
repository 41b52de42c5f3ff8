package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.plan.Task.Arrangement;
import java.util.List;

/// How a right factor's elements lie in memory, as sizes and strides of a [Pack].
final class Packing {
    private Packing() {}

    static Pack pack(Arrangement arrangement, Shape shape, Operand matrix, Operand panels) {
        return switch (arrangement) {
            case Arrangement.Plain _ ->
                new Pack(
                        matrix.matrix(),
                        List.of(1, 1, matrix.rows()),
                        List.of(0, 0, matrix.stride()),
                        matrix.columns(),
                        1,
                        Pack.Form.PANELS,
                        panels);
            case Arrangement.Transposed _ ->
                new Pack(
                        matrix.matrix(),
                        List.of(1, 1, matrix.columns()),
                        List.of(0, 0, 1),
                        matrix.rows(),
                        matrix.stride(),
                        Pack.Form.PANELS,
                        panels);
            case Arrangement.Filter(int group, int groups) -> {
                int taps = shape.size(2) * shape.size(3);
                int channels = shape.size(1);
                yield new Pack(
                        group(shape, group, groups, matrix),
                        List.of(shape.size(2), shape.size(3), channels),
                        List.of(shape.size(3), 1, taps),
                        shape.size(0) / groups,
                        channels * taps,
                        Pack.Form.PANELS,
                        panels);
            }
            case Arrangement.FilterTransposed(int group, int groups) -> {
                int taps = shape.size(2) * shape.size(3);
                int channels = shape.size(1);
                yield new Pack(
                        group(shape, group, groups, matrix),
                        List.of(shape.size(2), shape.size(3), shape.size(0) / groups),
                        List.of(shape.size(3), 1, channels * taps),
                        channels,
                        taps,
                        Pack.Form.PANELS,
                        panels);
            }
            case Arrangement.FilterPhase(Extent first, Extent step) -> {
                int width = shape.size(3);
                int taps = shape.size(2) * width;
                int rows = Math.ceilDiv(shape.size(2) - first.height(), step.height());
                int columns = Math.ceilDiv(width - first.width(), step.width());
                yield new Pack(
                        behind(matrix, first.height() * width + first.width()),
                        List.of(rows, columns, shape.size(0)),
                        List.of(step.height() * width, step.width(), shape.size(1) * taps),
                        shape.size(1),
                        taps,
                        Pack.Form.PANELS,
                        panels);
            }
            case Arrangement.Winograd _ -> {
                int side = shape.size(2);
                yield new Pack(
                        group(shape, 0, 1, matrix),
                        List.of(side, side, shape.size(1)),
                        List.of(side, 1, side * side),
                        shape.size(0),
                        shape.size(1) * side * side,
                        Pack.Form.WINOGRAD,
                        panels);
            }
            case Arrangement.WinogradTransposed _ -> transposed(shape, matrix, Pack.Form.WINOGRAD_TURNED, panels);
            case Arrangement.WinogradCells _ -> transposed(shape, matrix, Pack.Form.WINOGRAD_CELLS, panels);
            case Arrangement.Depthwise _ -> {
                int taps = shape.size(2) * shape.size(3);
                yield new Pack(
                        group(shape, 0, 1, matrix),
                        List.of(shape.size(2), shape.size(3), 1),
                        List.of(shape.size(3), 1, 0),
                        shape.size(0),
                        taps,
                        Pack.Form.PANELS,
                        panels);
            }
        };
    }

    /// A square filter `[o, c, k, k]` with depth `o` and columns `c`.
    private static Pack transposed(Shape shape, Operand filter, Pack.Form form, Operand panels) {
        int side = shape.size(2);
        return new Pack(
                group(shape, 0, 1, filter),
                List.of(side, side, shape.size(0)),
                List.of(side, 1, shape.size(1) * side * side),
                shape.size(1),
                side * side,
                form,
                panels);
    }

    /// The factor where it lies.
    static Right.Strided inPlace(Arrangement arrangement, Shape shape, Operand matrix) {
        Pack pack = pack(arrangement, shape, matrix, matrix);
        return new Right.Strided(
                pack.source(), pack.depthSizes(), pack.depthStrides(), pack.columns(), pack.columnStride());
    }

    /// The elements of a dense operand behind the first ones.
    private static Operand behind(Operand operand, int skipped) {
        int left = operand.elements() - skipped;
        return new Operand(operand.buffer(), operand.start() + skipped, List.of(left), left);
    }

    /// The filters of one group, as they lie: `[o / groups, c, kh, kw]`.
    private static Operand group(Shape shape, int group, int groups, Operand filter) {
        List<Integer> dims = shape.with(0, shape.size(0) / groups).sizes();
        Operand first = new Operand(filter.buffer(), filter.start(), dims, dims.getLast());
        return new Operand(filter.buffer(), filter.start() + group * first.elements(), dims, dims.getLast());
    }
}
