package dev.bnc.compiler.emit.jvm;

import dev.bnc.compiler.plan.Body;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Spread;
import java.util.List;

/// What epilogues must have in common to be done by one emitted micro-kernel.
///
/// @param single for each extra operand, whether it is one number for all elements; others are told apart by their
///     row stride when the kernel runs
record FinishKind(Body body, List<Boolean> single) {
    FinishKind {
        single = List.copyOf(single);
    }

    static FinishKind of(Multiply multiply) {
        List<Boolean> single = multiply.epilogue().operands().stream()
                .map(operand -> Spread.of(operand, multiply.m(), multiply.n()) == Spread.ALL)
                .toList();
        return new FinishKind(multiply.epilogue().body(), single);
    }
}
