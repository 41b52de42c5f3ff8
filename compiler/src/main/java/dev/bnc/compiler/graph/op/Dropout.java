package dev.bnc.compiler.graph.op;

/// `x -> like x`. Identity at inference; building a training step multiplies by a [DropoutMask].
///
/// @param stream tells the net's dropout layers apart
public record Dropout(double rate, int stream) implements Op {
    public Dropout {
        Require.rate(rate);
    }
}
