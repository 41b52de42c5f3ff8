package dev.bnc.compiler.graph.op;

/// `dloss[], logits[n,c], label i32[n] -> like logits`. `dloss / n * (softmax(logits) - onehot(label))`.
public record CrossEntropyGradient() implements Op {}
