package dev.bnc.compiler.graph;

/// Something a node can read: the result of another node (`%name`) or a parameter (`@name`).
///
/// Within one graph a name stands for one value.
public record Value(Kind kind, String name, TensorType type) {
    /// Where a value comes from.
    public enum Kind {
        /// Result of a node of the graph.
        RESULT,
        /// Entry of the state: weight, statistic or optimizer slot.
        PARAMETER
    }

    /// A parameter.
    public static Value parameter(String name, TensorType type) {
        return new Value(Kind.PARAMETER, name, type);
    }

    /// Result of a node.
    public static Value result(String name, TensorType type) {
        return new Value(Kind.RESULT, name, type);
    }

    public boolean isParameter() {
        return kind == Kind.PARAMETER;
    }

    public Shape shape() {
        return type.shape();
    }

    /// As printed: `%3`, `@h1.dense.weight`.
    @Override
    public String toString() {
        return (isParameter() ? "@" : "%") + name;
    }
}
