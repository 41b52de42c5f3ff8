package dev.bnc.compiler.model;

import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.syntax.SourceSpan;
import java.util.List;

/// One layer or block as the user wrote it.
///
/// @param name its path of labels: `h1.norm`
/// @param kind as written, arguments included: `conv 64 3x3`
/// @param example sizes of one example of its output
/// @param parameters names of its parameters and statistics
/// @param block whether it is a block, whose layers are listed too
public record Layer(
        String name,
        String kind,
        Value in,
        Value out,
        List<Integer> example,
        List<String> parameters,
        boolean block,
        SourceSpan span) {
    public Layer {
        example = List.copyOf(example);
        parameters = List.copyOf(parameters);
    }
}
