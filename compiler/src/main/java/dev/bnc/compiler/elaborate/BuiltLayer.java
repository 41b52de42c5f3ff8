package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.model.Layer;
import dev.bnc.compiler.syntax.Edit;
import dev.bnc.compiler.syntax.SourceSpan;
import java.util.Optional;

/// A built-in layer as it was written, for diagnostics that look back at it.
///
/// @param in what flowed in
/// @param out what flows out
record BuiltLayer(Layer layer, LayerKind kind, Arguments arguments, Flow in, Flow out) {
    SourceSpan span() {
        return layer.span();
    }

    /// Where its bias was asked for in so many words.
    Optional<Given> writtenBias() {
        return arguments.find("bias").filter(this::written);
    }

    /// Whether an argument stands with the layer itself, not in `defaults` or a variant.
    boolean written(Given given) {
        return span().file().equals(given.span().file())
                && span().start() <= given.span().start()
                && given.span().end() <= span().end();
    }

    /// The edit that adds an option.
    Edit adding(String option) {
        SourceSpan span = span();
        boolean parentheses = span.text().endsWith(")");
        if (!parentheses) {
            return Edit.insertAfter(span, " (" + option + ")");
        }
        var last = new SourceSpan(span.file(), span.end() - 1, span.end());
        boolean empty = span.text().endsWith("()");
        return Edit.insertBefore(last, empty ? option : ", " + option);
    }
}
