package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.op.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An operator done by one kernel of the runtime: reductions, pools, normalizers, softmax, losses.
///
/// Operands are dense and in the operator's order; sizes are in their dimensions. Which kernel method that is, and
/// how it is cut into chunks, follows from the operator and the sizes.
///
/// @param op the graph's operator, with its attributes
/// @param workspace room for the partial results of a reduction
public record Call(Op op, List<Operand> inputs, Operand output, Optional<Operand> workspace) implements Step {
    public Call {
        inputs = List.copyOf(inputs);
    }

    /// The operand in that place.
    public Operand input(int index) {
        return inputs.get(index);
    }

    @Override
    public List<Operand> reads() {
        return inputs;
    }

    @Override
    public List<Operand> writes() {
        var writes = new ArrayList<Operand>();
        writes.add(output);
        workspace.ifPresent(writes::add);
        return List.copyOf(writes);
    }

    @Override
    public long flops() {
        return CallCost.flops(this);
    }
}
