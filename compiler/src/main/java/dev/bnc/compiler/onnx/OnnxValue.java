package dev.bnc.compiler.onnx;

import dev.bnc.compiler.graph.TensorType;

/// A value with its type: an input, an output, or one between.
///
/// @param description for people; may be empty
public record OnnxValue(String name, TensorType type, String description) {}
