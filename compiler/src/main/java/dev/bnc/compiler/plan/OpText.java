package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.op.ActivationGradient;
import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Unary;
import dev.bnc.compiler.graph.op.Window;
import java.util.Locale;

/// Operators as a plan's text names them: `max_pool{window=...}`, `add`, `relu_gradient`.
final class OpText {
    private OpText() {}

    static String of(Op op) {
        return switch (op) {
            case Binary o -> o.function().name().toLowerCase(Locale.ROOT);
            case Unary o -> o.function().name().toLowerCase(Locale.ROOT);
            case ActivationGradient o -> of(o.activation()) + "_gradient";
            default -> withAttributes(op);
        };
    }

    /// Only what differs from stride 1, no padding, no dilation: `3x3 stride 2x2 pad 1,1,1,1`.
    static String of(Window window) {
        Window plain = Window.of(window.kernel());
        String stride = window.stride().equals(plain.stride()) ? "" : " stride " + window.stride();
        String padding = window.padding().equals(plain.padding()) ? "" : " pad " + window.padding();
        String dilation = window.dilation().equals(plain.dilation()) ? "" : " dilation " + window.dilation();
        return window.kernel() + stride + padding + dilation;
    }

    /// Name and attributes, as records print them, in the style of operators.
    private static String withAttributes(Op op) {
        String type = op.getClass().getSimpleName();
        String name = type.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
        String attributes =
                op.toString().substring(type.length() + 1, op.toString().length() - 1);
        return attributes.isEmpty() ? name : name + "{" + attributes + "}";
    }
}
