package dev.bnc.compiler.graph.op;

/// `logits[n,c], label i32[n] -> []`. Mean over the batch of `-log softmax(logits)[label]`.
public record CrossEntropy() implements Op {}
