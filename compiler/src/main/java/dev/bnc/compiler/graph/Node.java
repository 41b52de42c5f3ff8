package dev.bnc.compiler.graph;

import dev.bnc.compiler.graph.op.Op;
import java.util.List;

/// One operation: `result = op(inputs)`.
public record Node(Value result, Op op, List<Value> inputs, Origin origin) {
    public Node {
        inputs = List.copyOf(inputs);
        if (result.isParameter()) {
            throw new IllegalArgumentException("node would redefine parameter " + result);
        }
    }

    /// The operand in that place.
    public Value input(int index) {
        return inputs.get(index);
    }

    /// The same operation on other operands.
    public Node withInputs(List<Value> replaced) {
        return new Node(result, op, replaced, origin);
    }

    /// The same operation made for another place.
    public Node withOrigin(Origin other) {
        return new Node(result, op, inputs, other);
    }
}
