package dev.bnc.compiler.plan;

import dev.bnc.compiler.plan.Body.Apply;
import java.util.List;

/// A fused loop: evaluates `body` for each of `[rows, columns]` elements.
///
/// `Load(i)` of the body is the element of `operands.get(i)`, whose [Spread] its shape tells; result `i` of the body
/// goes to `results.get(i)`, a full `[rows, columns]`. Where all full operands are contiguous and there are none of
/// one row, the loop is flat: one row. A result may be the very view an operand is, then the loop works in place;
/// otherwise results overlap nothing.
///
/// ```
/// elementwise [60,100] (%7, %mean, %inverse, @beta) -> (%9)
/// ```
///
/// @param grain rows one chunk does, or columns if the loop is one row
public record Elementwise(Body body, List<Operand> operands, List<Operand> results, int rows, int columns, int grain)
        implements Step {
    public Elementwise {
        operands = List.copyOf(operands);
        results = List.copyOf(results);
        for (Operand operand : operands) {
            Spread.of(operand, rows, columns);
        }
        for (Operand result : results) {
            if (Spread.of(result, rows, columns) != Spread.EACH) {
                throw new IllegalArgumentException("result " + result + " is not [" + rows + "," + columns + "]");
            }
        }
        if (results.size() != body.results().size() || grain < 1) {
            throw new IllegalArgumentException(results.size() + " results of " + body + ", grain " + grain);
        }
    }

    /// How the operand in that place meets the loop.
    public Spread spread(int operand) {
        return Spread.of(operands.get(operand), rows, columns);
    }

    /// What chunks cut: rows, or columns if there is but one row.
    public int extent() {
        return rows == 1 ? columns : rows;
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
        return results;
    }

    @Override
    public long flops() {
        return (long) rows
                * columns
                * body.instructions().stream().filter(Apply.class::isInstance).count();
    }
}
