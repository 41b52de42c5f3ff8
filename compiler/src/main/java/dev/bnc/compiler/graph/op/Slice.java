package dev.bnc.compiler.graph.op;

/// `x[n,c,...] -> [n,to-from,...]`. Channels `from` to before `to`.
public record Slice(int from, int to) implements Op {
    public Slice {
        Require.notNegative("from", from);
        Require.positive("channels to keep", (double) to - from);
    }
}
