package dev.bnc.compiler.onnx;

import java.util.List;

/// One operation of an ONNX graph. All operators that bnc writes have one result.
///
/// @param type the operator: `Conv`
/// @param inputs names of values
/// @param place the line of the net it was made for, as a comment; may be empty
public record OnnxNode(
        String type, String name, List<String> inputs, String output, List<OnnxAttribute> attributes, String place) {
    public OnnxNode {
        inputs = List.copyOf(inputs);
        attributes = List.copyOf(attributes);
    }
}
