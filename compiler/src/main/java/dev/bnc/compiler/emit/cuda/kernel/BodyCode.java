package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.graph.op.Activation;
import dev.bnc.compiler.graph.op.ActivationGradient;
import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.Elu;
import dev.bnc.compiler.graph.op.Gelu;
import dev.bnc.compiler.graph.op.LeakyRelu;
import dev.bnc.compiler.graph.op.Pointwise;
import dev.bnc.compiler.graph.op.Relu;
import dev.bnc.compiler.graph.op.Sigmoid;
import dev.bnc.compiler.graph.op.Silu;
import dev.bnc.compiler.graph.op.Tanh;
import dev.bnc.compiler.graph.op.Unary;
import dev.bnc.compiler.graph.op.UnaryFunction;
import dev.bnc.compiler.plan.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// A [Body]'s arithmetic as straight-line CUDA C++, a `float` for each register: the twin of the JVM's emitter, with the
/// same formulas. Unlike there, the compiler may contract a product and a sum to one instruction that rounds once.
final class BodyCode {
    private BodyCode() {}

    /// Lines that define `r0`, `r1`, ...
    ///
    /// @param loads expression of what `load i` reads
    static List<String> lines(Body body, IntFunction<String> loads) {
        List<String> lines = new ArrayList<>();
        for (Body.Instruction instruction : body.instructions()) {
            String value = switch (instruction) {
                case Body.Load load -> loads.apply(load.operand());
                case Body.Literal literal -> KernelText.number(literal.value());
                case Body.Apply apply ->
                    apply(
                            apply.op(),
                            apply.operands().stream().map(r -> "r" + r).toList());
            };
            lines.add("float r" + lines.size() + " = " + value + ";");
        }
        return lines;
    }

    /// How many registers are computed, not loaded.
    static long applies(Body body) {
        return body.instructions().stream().filter(Body.Apply.class::isInstance).count();
    }

    private static String apply(Pointwise op, List<String> operands) {
        String x = operands.getFirst();
        return switch (op) {
            case Activation activation -> activation(activation, x);
            case ActivationGradient gradient -> gradient(gradient.activation(), x, operands.get(1));
            case Unary unary -> unary(unary.function(), x);
            case Binary binary -> binary(binary.function(), x, operands.get(1));
        };
    }

    private static String activation(Activation activation, String x) {
        return switch (activation) {
            // Not fmaxf, which would make 0 of NaN.
            case Relu _ -> x + " < 0.0f ? 0.0f : " + x;
            case LeakyRelu leaky -> x + " < 0.0f ? " + KernelText.number(leaky.slope()) + " * " + x + " : " + x;
            case Elu elu -> x + " < 0.0f ? " + KernelText.number(elu.alpha()) + " * expm1f(" + x + ") : " + x;
            case Gelu _ -> x + " * normalDistributionOf(" + x + ")";
            case Silu _ -> x + " * sigmoidOf(" + x + ")";
            case Sigmoid _ -> "sigmoidOf(" + x + ")";
            case Tanh _ -> "tanhf(" + x + ")";
        };
    }

    /// `dy` times the derivative; `v` is the activation's result or its input, as the operator says.
    private static String gradient(Activation activation, String dy, String v) {
        String positive = v + " > 0.0f ? " + dy + " : ";
        return switch (activation) {
            case Relu _ -> positive + "0.0f";
            case LeakyRelu leaky -> positive + KernelText.number(leaky.slope()) + " * " + dy;
            case Elu elu -> positive + dy + " * (" + v + " + " + KernelText.number(elu.alpha()) + ")";
            case Gelu _ -> dy + " * geluSlopeOf(" + v + ")";
            case Silu _ -> dy + " * siluSlopeOf(" + v + ")";
            case Sigmoid _ -> dy + " * (" + v + " * (1.0f - " + v + "))";
            case Tanh _ -> dy + " * (1.0f - " + v + " * " + v + ")";
        };
    }

    private static String unary(UnaryFunction function, String x) {
        return switch (function) {
            case NEGATE -> "-" + x;
            case ABS -> "fabsf(" + x + ")";
            case SIGN -> "signOf(" + x + ")";
            case EXP -> "expf(" + x + ")";
            case LOG -> "logf(" + x + ")";
            case SQRT -> "sqrtf(" + x + ")";
            case SQUARE -> x + " * " + x;
            case RECIPROCAL -> "1.0f / " + x;
            case SOFTPLUS -> "softplusOf(" + x + ")";
        };
    }

    private static String binary(BinaryFunction function, String a, String b) {
        return switch (function) {
            case ADD -> a + " + " + b;
            case SUBTRACT -> a + " - " + b;
            case MULTIPLY -> a + " * " + b;
            case DIVIDE -> a + " / " + b;
            case MAXIMUM -> "largerOf(" + a + ", " + b + ")";
            case MINIMUM -> "smallerOf(" + a + ", " + b + ")";
            case GREATER -> a + " > " + b + " ? 1.0f : 0.0f";
        };
    }
}
