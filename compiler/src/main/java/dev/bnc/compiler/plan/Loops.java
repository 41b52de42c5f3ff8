package dev.bnc.compiler.plan;

import dev.bnc.runtime.kernel.Rows;
import java.util.List;

/// Makes fused loops of bodies and operands: finds the rows and columns, flattens where that is possible, and decides
/// how much one chunk does.
final class Loops {
    /// Floats worth one chunk if each costs one operation: some microseconds, well above the cost of handing over a
    /// chunk.
    private static final int GRAIN = 16384;
    /// Work is cut into at most this many chunks.
    private static final int MOST_CHUNKS = 64;
    /// Flat loops are cut at multiples of this, so that no two threads write to one cache line.
    private static final int LINE = 64;

    private Loops() {}

    /// A loop over the elements of the results, or over those of the largest operand if the results are scalars.
    static Elementwise elementwise(Body body, List<Operand> operands, List<Operand> results) {
        List<Operand> read = operands.stream().map(Operand::matrix).toList();
        List<Operand> written = results.stream().map(Operand::matrix).toList();
        int rows = written.getFirst().rows();
        int columns = written.getFirst().columns();
        boolean flat = written.stream().allMatch(Operand::contiguous)
                && read.stream().allMatch(o -> flattens(o, rows, columns));
        if (flat && rows > 1) {
            return cut(
                    body,
                    read.stream().map(o -> o.elements() == 1 ? o : o.flat()).toList(),
                    written.stream().map(Operand::flat).toList());
        }
        return cut(body, read, written);
    }

    /// What a loop writes.
    ///
    /// @param each a full `[rows, columns]` each
    /// @param sums over the rows, as [Elementwise#sums]
    record Results(List<Operand> each, List<Operand> sums) {}

    /// A loop that also sums over its rows, cut as a reduction over them is.
    static Elementwise summing(Body body, List<Operand> operands, Results results, Rows shape) {
        return new Elementwise(
                body,
                operands.stream().map(Operand::matrix).toList(),
                results.each.stream().map(Operand::matrix).toList(),
                results.sums.stream().map(Operand::matrix).toList(),
                shape.rows(),
                shape.channels(),
                shape.chunks().size());
    }

    private static boolean flattens(Operand operand, int rows, int columns) {
        return switch (Spread.of(operand, rows, columns)) {
            case EACH -> operand.contiguous();
            case ALL -> true;
            case COLUMN -> false;
        };
    }

    private static Elementwise cut(Body body, List<Operand> operands, List<Operand> results) {
        int rows = results.getFirst().rows();
        int columns = results.getFirst().columns();
        int extent = rows == 1 ? columns : rows;
        long cost = (long) rows * columns * (1 + body.instructions().size() / 4);
        int chunks = Math.clamp(cost / GRAIN, 1, Math.min(extent, MOST_CHUNKS));
        int even = Math.ceilDiv(extent, chunks);
        int grain = rows == 1 ? Math.ceilDiv(even, LINE) * LINE : even;
        return new Elementwise(body, operands, results, List.of(), rows, columns, grain);
    }
}
