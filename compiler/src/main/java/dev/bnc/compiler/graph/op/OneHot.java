package dev.bnc.compiler.graph.op;

/// `label i32[n] -> [n,classes]`. 1 in the place of the label, else 0.
public record OneHot(int classes) implements Op {
    public OneHot {
        Require.positive("classes", classes);
    }
}
