package dev.bnc.compiler.plan;

import dev.bnc.compiler.plan.Body.Apply;
import java.util.ArrayList;
import java.util.List;

/// A fused loop: evaluates `body` for each of `[rows, columns]` elements.
///
/// `Load(i)` of the body is the element of `operands.get(i)`, whose [Spread] its shape tells; result `i` of the body
/// goes to `results.get(i)`, a full `[rows, columns]`. Where all full operands are contiguous and there are none of
/// one row, the loop is flat: one row. A result may be the very view an operand is, then the loop works in place;
/// otherwise results overlap nothing.
///
/// The last results of the body may be summed over the rows instead of stored. Sum `i` goes to `sums.get(i)`, of
/// `[3 * chunks, columns]`, three rows for each chunk. All these rows add up to the sum, closer than one float could say it.
/// Such a loop is never flat.
///
/// ```
/// elementwise [60,100] (%7, %mean, %inverse, @beta) -> (%9)
/// ```
///
/// @param grain rows one chunk does, or columns if the loop is one row
public record Elementwise(
        Body body,
        List<Operand> operands,
        List<Operand> results,
        List<Operand> sums,
        int rows,
        int columns,
        int grain)
        implements Step {
    /// Rows a chunk leaves of each sum.
    public static final int SUM_ROWS = 3;

    public Elementwise {
        operands = List.copyOf(operands);
        results = List.copyOf(results);
        sums = List.copyOf(sums);
        for (Operand operand : operands) {
            Spread.of(operand, rows, columns);
        }
        for (Operand result : results) {
            if (Spread.of(result, rows, columns) != Spread.EACH) {
                throw new IllegalArgumentException("result " + result + " is not [" + rows + "," + columns + "]");
            }
        }
        if (results.size() + sums.size() != body.results().size() || grain < 1) {
            throw new IllegalArgumentException(
                    results.size() + " results and " + sums.size() + " sums of " + body + ", grain " + grain);
        }
        for (Operand sum : sums) {
            int chunks = Math.ceilDiv(rows, grain);
            if (sum.rows() != SUM_ROWS * chunks || sum.columns() != columns || !sum.contiguous()) {
                throw new IllegalArgumentException("sum " + sum + " is not [" + SUM_ROWS * chunks + "," + columns + "]");
            }
        }
    }

    /// A loop that sums up nothing.
    public Elementwise(
            Body body, List<Operand> operands, List<Operand> results, int rows, int columns, int grain) {
        this(body, operands, results, List.of(), rows, columns, grain);
    }

    /// Whether there is one row, and columns are what chunks cut.
    public boolean flat() {
        return rows == 1 && sums.isEmpty();
    }

    /// How the operand in that place meets the loop.
    public Spread spread(int operand) {
        return Spread.of(operands.get(operand), rows, columns);
    }

    /// What chunks cut: rows, or columns if there is but one row.
    public int extent() {
        return flat() ? columns : rows;
    }

    /// Number of chunks; chunk `i` does `[i * grain, min(extent, (i + 1) * grain))`.
    public int chunks() {
        return Math.ceilDiv(extent(), grain);
    }

    @Override
    public List<Operand> reads() {
        return operands;
    }

    @Override
    public List<Operand> writes() {
        if (sums.isEmpty()) {
            return results;
        }
        var writes = new ArrayList<>(results);
        writes.addAll(sums);
        return List.copyOf(writes);
    }

    @Override
    public long flops() {
        long applies =
                body.instructions().stream().filter(Apply.class::isInstance).count();
        return (long) rows * columns * (applies + sums.size());
    }
}
