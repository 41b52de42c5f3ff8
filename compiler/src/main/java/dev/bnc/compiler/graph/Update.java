package dev.bnc.compiler.graph;

/// `parameter` takes the value `value` once all nodes have run. Nodes always see the old one.
public record Update(Value parameter, Value value) {
    public Update {
        if (!parameter.isParameter() || !parameter.type().equals(value.type())) {
            throw new IllegalArgumentException(
                    "cannot update " + parameter + " " + parameter.type() + " with " + value + " " + value.type());
        }
    }
}
