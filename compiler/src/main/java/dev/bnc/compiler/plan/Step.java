package dev.bnc.compiler.plan;

import java.util.List;

/// One entry of a plan: reads some operands, writes others. Steps run one after the other, each cut into chunks that
/// may run at once.
///
/// An operand that is both read and written is updated in place; only [Elementwise] does that, and each element's old
/// value is read before its new one is written.
public sealed interface Step permits Elementwise, Pack, Multiply, Copy, Call {
    /// Operands whose contents the step uses.
    List<Operand> reads();

    /// Operands the step defines. Workspaces are among them.
    List<Operand> writes();

    /// Floating-point operations, a multiply-add counted as two and an elementary function as one.
    long flops();

    /// Bytes read and written, each operand counted once.
    default long bytes() {
        return 4L
                * (reads().stream().mapToLong(Operand::elements).sum()
                        + writes().stream().mapToLong(Operand::elements).sum());
    }
}
