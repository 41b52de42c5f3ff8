package dev.bnc.compiler.plan;

import dev.bnc.compiler.plan.Body.Instruction;
import dev.bnc.compiler.plan.Body.Literal;
import dev.bnc.compiler.plan.Body.Load;
import dev.bnc.compiler.plan.Task.Apply;
import dev.bnc.compiler.plan.Term.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes the body of a loop or epilogue, and collects the operands it loads. The same operation on the same registers is
/// done once.
final class Bodies {
    private final List<Instruction> instructions = new ArrayList<>();
    private final List<Term> operands = new ArrayList<>();
    private final Map<Object, Integer> registers = new HashMap<>();

    /// Loads a term; what the next operand of the loop is.
    int load(Term term) {
        Object key = term.source() instanceof Source.Literal literal ? literal : term;
        Integer known = registers.get(key);
        if (known != null) {
            return known;
        }
        if (term.source() instanceof Source.Literal(double value)) {
            return define(key, new Literal(value));
        }
        operands.add(term);
        return define(key, new Load(operands.size() - 1));
    }

    void apply(Apply apply) {
        List<Integer> arguments = apply.reads().stream().map(this::load).toList();
        var instruction = new Body.Apply(apply.op(), arguments);
        Integer known = registers.get(instruction);
        if (known != null) {
            registers.put(apply.result(), known);
            return;
        }
        registers.put(instruction, define(apply.result(), instruction));
    }

    /// The body that stores these terms.
    Body storing(List<Term> results) {
        return new Body(instructions, results.stream().map(this::load).toList());
    }

    /// What it loads, in order.
    List<Term> operands() {
        return operands;
    }

    private int define(Object key, Instruction instruction) {
        instructions.add(instruction);
        registers.put(key, instructions.size() - 1);
        return instructions.size() - 1;
    }
}
