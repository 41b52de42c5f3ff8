package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.launch.DataType;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Spread;
import java.util.Collection;

/// Which operands can be read and written 16 bytes at a time. Buffers of a launch plan start at multiples of 256 bytes.
final class Alignment {
    /// What is moved at a time at most.
    static final int BYTES = 16;
    /// Floats of 16 bytes.
    static final int WIDE = 4;

    private Alignment() {}

    /// Whether every row of the operand starts at a multiple of 16 bytes.
    static boolean rows(Operand operand) {
        boolean strided = operand.rows() > 1 && operand.stride() % WIDE != 0;
        return !strided && operand.start() % WIDE == 0;
    }

    /// How many neighbours of runs of elements can be copied at a time: 4, 8 of bf16, or 1.
    static int lanes(Operand x, int run, DataType type) {
        for (int lanes = BYTES / type.bytes(); lanes >= WIDE; lanes /= 2) {
            boolean strided = x.rows() > 1 && x.stride() % lanes != 0;
            if (!strided && x.start() % lanes == 0 && run % lanes == 0) {
                return lanes;
            }
        }
        return 1;
    }

    /// 4 if the operands of a loop over `[rows, columns]` can be moved four columns at a time, else 1.
    static int lanes(Collection<Operand> operands, int rows, int columns) {
        boolean wide = columns % WIDE == 0
                && operands.stream().allMatch(o -> Spread.of(o, rows, columns) == Spread.ALL || rows(o));
        return wide ? WIDE : 1;
    }
}
