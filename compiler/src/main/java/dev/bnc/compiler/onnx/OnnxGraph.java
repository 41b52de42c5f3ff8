package dev.bnc.compiler.onnx;

import java.util.List;

/// The graph of an ONNX file.
///
/// @param nodes each after those whose results it reads
/// @param between values that are neither input nor output, so that viewers can show their shapes
public record OnnxGraph(
        String name,
        List<OnnxNode> nodes,
        List<OnnxTensor> initializers,
        List<OnnxValue> inputs,
        List<OnnxValue> outputs,
        List<OnnxValue> between) {
    public OnnxGraph {
        nodes = List.copyOf(nodes);
        initializers = List.copyOf(initializers);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        between = List.copyOf(between);
    }
}
