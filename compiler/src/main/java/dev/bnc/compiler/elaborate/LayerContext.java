package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Edit;
import dev.bnc.compiler.syntax.SourceSpan;
import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.program.Role;

/// One layer while it is being built: where it stands, what it was given, and the graph it goes into.
///
/// @param name full name of the layer; its parameters are called `name.weight` and so on
/// @param in what flows into it
record LayerContext(
        GraphBuilder graph,
        ParameterList parameters,
        String name,
        Arguments arguments,
        Flow in,
        SourceSpan span) {

    /// Declares `name.suffix`.
    Value parameter(String suffix, Shape shape, Role role, Initializer initializer) {
        Limits.checkParameter(name + "." + suffix, shape.sizes(), parameters.numbers(), span);
        Value value = graph.parameter(name + "." + suffix, TensorType.f32(shape));
        parameters.add(new ModelParameter(value, role, initializer));
        return value;
    }

    /// Declares one value a channel.
    Value channelParameter(String suffix, int channels, Role role, double initial) {
        return parameter(suffix, Shape.of(channels), role, new Initializer.Constant(initial));
    }

    /// Appends a node.
    Value add(Op op, Value... inputs) {
        return graph.add(op, inputs);
    }

    /// Appends a node that takes what flows in alone.
    Flow apply(Op op) {
        return in.with(add(op, in.value()));
    }

    /// The error that this layer cannot take what flows in.
    Diagnostic shapeError(DiagnosticCode code, String message) {
        return Diagnostic.error(code, span, message).label("what flows in is " + in.text());
    }

    /// Checks that an image or line flows in.
    void requirePositions() {
        if (!in.image()) {
            throw ElaborationException.of(
                    shapeError(DiagnosticCode.WRONG_RANK, "this layer needs an image or a line, not a flat vector")
                            .note("an image is channels x height x width, a line is channels x length")
                            .help("`reshape 1x" + in.text() + "` before it makes a line of one channel"));
        }
    }

    /// Checks that a flat vector flows in.
    void requireFlat() {
        if (in.image()) {
            throw ElaborationException.of(shapeError(DiagnosticCode.WRONG_RANK, "this layer needs a flat vector")
                    .help("put `flatten` before it", Edit.insertBefore(span, "flatten -> ")));
        }
    }
}
