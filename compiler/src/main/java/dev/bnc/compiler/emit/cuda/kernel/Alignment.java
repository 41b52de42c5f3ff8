package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Spread;
import java.util.Collection;

/// Which operands can be read and written 16 bytes at a time. Buffers of a launch plan start at multiples of 256 bytes.
final class Alignment {
    /// Floats of 16 bytes.
    static final int WIDE = 4;

    private Alignment() {}

    /// Whether every row of the operand starts at a multiple of 16 bytes.
    static boolean rows(Operand operand) {
        boolean strided = operand.rows() > 1 && operand.stride() % WIDE != 0;
        return !strided && operand.start() % WIDE == 0;
    }

    /// 4 if the operands of a loop over `[rows, columns]` can be moved four columns at a time, else 1.
    static int lanes(Collection<Operand> operands, int rows, int columns) {
        boolean wide = columns % WIDE == 0
                && operands.stream().allMatch(o -> Spread.of(o, rows, columns) == Spread.ALL || rows(o));
        return wide ? WIDE : 1;
    }
}
