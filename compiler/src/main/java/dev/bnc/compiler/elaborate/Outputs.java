package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Reshape;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.Pipeline;
import dev.bnc.compiler.syntax.Stage;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The outputs of the net: `output logits`.
final class Outputs {
    private final GraphBuilder graph;
    private final Map<String, Name> found = new HashMap<>();

    Outputs(GraphBuilder graph) {
        this.graph = graph;
    }

    /// Lets a value leave the net; its name can be read from here on.
    Flow add(Stage.Output output, Flow in, Scope scope) {
        Name name = output.name();
        ReservedNames.checkOutput(name);
        Name before = found.putIfAbsent(name.text(), name);
        if (before != null) {
            throw ElaborationException.of(
                    Diagnostic.error(DiagnosticCode.DEFINED_TWICE, name.span(), "there are two outputs `" + name + "`")
                            .secondary(before.span(), "first here"));
        }
        graph.at(Origin.NONE);
        graph.output(name.text(), in.line() ? asLine(in) : in.value());
        scope.define(name, new Scope.Flowing(name, Optional.of(in)));
        return in;
    }

    /// Marks the outputs of a pipeline that is in error.
    void breakThoseOf(Pipeline pipeline, Scope scope) {
        for (Stage stage : pipeline.stages()) {
            if (stage instanceof Stage.Output output
                    && scope.own(output.name().text()).isEmpty()) {
                scope.bind(output.name(), new Scope.Flowing(output.name(), Optional.empty()));
            }
        }
    }

    /// A line leaves the net as `[n, channels, length]`.
    private Value asLine(Flow flow) {
        return graph.add(new Reshape(Shape.batchOf(flow.example())), flow.value());
    }
}
