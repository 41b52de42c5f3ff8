package dev.bnc.compiler.emit.jvm;

import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.Relu;
import dev.bnc.compiler.plan.Body;
import dev.bnc.compiler.plan.Body.Apply;
import dev.bnc.compiler.plan.Body.Load;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Spread;
import java.util.List;
import java.util.OptionalDouble;

/// What epilogues must have in common to be done by one emitted micro-kernel.
///
/// @param single for each extra operand, whether it is one number for all elements; others are told apart by their
///     row stride when the kernel runs
record FinishKind(Body body, List<Boolean> single) {
    FinishKind {
        single = List.copyOf(single);
    }

    /// The floor, or negative infinity, if all that is done is to add the only operand, and to rectify the sum at most.
    OptionalDouble floorOfShift() {
        int result = body.results().getFirst();
        if (instruction(result) instanceof Apply(Relu _, List<Integer> rectified)) {
            return shift(rectified.getFirst()) ? OptionalDouble.of(0) : OptionalDouble.empty();
        }
        return shift(result) ? OptionalDouble.of(Double.NEGATIVE_INFINITY) : OptionalDouble.empty();
    }

    /// Whether a register holds the product plus the only operand.
    private boolean shift(int register) {
        return single.equals(List.of(false))
                && instruction(register) instanceof Apply(Binary(BinaryFunction function), List<Integer> terms)
                && function == BinaryFunction.ADD
                && terms.stream().map(this::instruction).toList().containsAll(List.of(new Load(0), new Load(1)));
    }

    private Body.Instruction instruction(int register) {
        return body.instructions().get(register);
    }

    static FinishKind of(Multiply multiply) {
        List<Boolean> single = multiply.epilogue().operands().stream()
                .map(operand -> Spread.of(operand, multiply.m(), multiply.n()) == Spread.ALL)
                .toList();
        return new FinishKind(multiply.epilogue().body(), single);
    }
}
