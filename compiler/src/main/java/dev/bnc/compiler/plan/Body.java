package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.op.Pointwise;
import java.util.List;

/// What a fused loop does with one element of each operand: a straight line of instructions. Instruction `i` defines
/// register `i`; operands of an instruction are registers before it.
///
/// ```
/// r0 = load 0
/// r1 = load 1
/// r2 = add(r0, r1)
/// r3 = relu(r2)
/// store r3
/// ```
///
/// @param results registers that are stored, in the order of the loop's result operands
public record Body(List<Instruction> instructions, List<Integer> results) {
    public Body {
        instructions = List.copyOf(instructions);
        results = List.copyOf(results);
        for (int i = 0; i < instructions.size(); i++) {
            if (instructions.get(i) instanceof Apply apply) {
                requireDefined(apply.operands(), i);
            }
        }
        requireDefined(results, instructions.size());
    }

    private static void requireDefined(List<Integer> registers, int before) {
        for (int register : registers) {
            if (register < 0 || register >= before) {
                throw new IllegalArgumentException("register " + register + " is read before instruction " + before);
            }
        }
    }

    /// One line of a body.
    public sealed interface Instruction {}

    /// The element of the loop's operand in that place.
    public record Load(int operand) implements Instruction {}

    /// A number known when compiling.
    public record Literal(double value) implements Instruction {}

    /// A pointwise operator on registers.
    public record Apply(Pointwise op, List<Integer> operands) implements Instruction {
        public Apply {
            operands = List.copyOf(operands);
        }
    }
}
