package dev.bnc.compiler.emit.jvm;

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

/// Writes a [Body]'s arithmetic in straight-line code, a local variable for each register.
///
/// The order of operations is what the expressions below say; no multiplication and addition of a body are
/// contracted.
record BodyEmitter(Lanes lanes, MethodCode code) {
    private static final double INVERSE_SQRT_2 = 1 / Math.sqrt(2);
    private static final double INVERSE_SQRT_2_PI = 1 / Math.sqrt(2 * Math.PI);

    /// Emits the body once.
    ///
    /// @param operands what `load i` reads
    /// @return the values to store, in the order of [Body#results()]
    List<Local> emit(Body body, IntFunction<Expression> operands) {
        List<Local> registers = new ArrayList<>();
        for (Body.Instruction instruction : body.instructions()) {
            Expression value = switch (instruction) {
                case Body.Load load -> operands.apply(load.operand());
                case Body.Literal literal -> lanes.constant(literal.value());
                case Body.Apply apply ->
                    apply(
                            apply.op(),
                            apply.operands().stream().map(registers::get).toList());
            };
            registers.add(code.local("r" + registers.size(), value));
        }
        return body.results().stream().map(registers::get).toList();
    }

    private Expression apply(Pointwise op, List<Local> operands) {
        return switch (op) {
            case Activation activation -> activation(activation, operands.get(0));
            case ActivationGradient gradient -> gradient(gradient.activation(), operands.get(0), operands.get(1));
            case Unary unary -> unary(unary.function(), operands.get(0));
            case Binary binary -> binary(binary.function(), operands.get(0), operands.get(1));
        };
    }

    private Expression activation(Activation activation, Local x) {
        return switch (activation) {
            // Not max: a comparison is one instruction instead of five, and keeps NaN too.
            case Relu _ -> lanes.select(Lanes.Relation.LESS, x, zero(), zero(), x);
            case LeakyRelu leaky ->
                lanes.select(Lanes.Relation.LESS, x, zero(), lanes.multiply(lanes.constant(leaky.slope()), x), x);
            case Elu elu ->
                lanes.select(
                        Lanes.Relation.LESS,
                        x,
                        zero(),
                        lanes.multiply(lanes.constant(elu.alpha()), function(Lanes.Function.EXPM1, x)),
                        x);
            case Gelu _ -> lanes.multiply(x, normalDistribution(x));
            case Silu _ -> lanes.multiply(x, function(Lanes.Function.SIGMOID, x));
            case Sigmoid _ -> function(Lanes.Function.SIGMOID, x);
            case Tanh _ -> function(Lanes.Function.TANH, x);
        };
    }

    /// `dy` times the derivative; `v` is the activation's result or its input, as the operator says.
    private Expression gradient(Activation activation, Local dy, Local v) {
        return switch (activation) {
            case Relu _ -> lanes.select(Lanes.Relation.GREATER, v, zero(), dy, zero());
            case LeakyRelu leaky ->
                lanes.select(Lanes.Relation.GREATER, v, zero(), dy, lanes.multiply(lanes.constant(leaky.slope()), dy));
            case Elu elu ->
                lanes.select(
                        Lanes.Relation.GREATER,
                        v,
                        zero(),
                        dy,
                        lanes.multiply(dy, lanes.add(v, lanes.constant(elu.alpha()))));
            case Gelu _ -> lanes.multiply(dy, geluSlope(v));
            case Silu _ -> lanes.multiply(dy, siluSlope(v));
            case Sigmoid _ -> lanes.multiply(dy, lanes.multiply(v, lanes.subtract(one(), v)));
            case Tanh _ -> lanes.multiply(dy, lanes.subtract(one(), lanes.multiply(v, v)));
        };
    }

    /// `(1 + erf(x / sqrt 2)) / 2 + x * exp(-x * x / 2) / sqrt(2 pi)`.
    private Expression geluSlope(Local x) {
        Expression exponent = lanes.multiply(lanes.multiply(x, x), lanes.constant(-0.5));
        Expression density = lanes.multiply(function(Lanes.Function.EXP, exponent), lanes.constant(INVERSE_SQRT_2_PI));
        return lanes.add(normalDistribution(x), lanes.multiply(x, density));
    }

    /// `s * (1 + x * (1 - s))` with `s = sigmoid(x)`.
    private Expression siluSlope(Local x) {
        Local s = code.local("s", function(Lanes.Function.SIGMOID, x));
        return lanes.multiply(s, lanes.add(one(), lanes.multiply(x, lanes.subtract(one(), s))));
    }

    /// `(1 + erf(x / sqrt 2)) / 2`.
    private Expression normalDistribution(Local x) {
        Expression erf = function(Lanes.Function.ERF, lanes.multiply(x, lanes.constant(INVERSE_SQRT_2)));
        return lanes.multiply(lanes.add(one(), erf), lanes.constant(0.5));
    }

    private Expression unary(UnaryFunction function, Local x) {
        return switch (function) {
            case NEGATE -> lanes.negate(x);
            case ABS -> lanes.abs(x);
            case SIGN -> {
                Expression positive = lanes.select(Lanes.Relation.GREATER, x, zero(), one(), x);
                yield lanes.select(Lanes.Relation.LESS, x, zero(), lanes.constant(-1), positive);
            }
            case EXP -> function(Lanes.Function.EXP, x);
            case LOG -> function(Lanes.Function.LOG, x);
            case SQRT -> lanes.sqrt(x);
            case SQUARE -> lanes.multiply(x, x);
            case RECIPROCAL -> lanes.divide(one(), x);
            case SOFTPLUS -> function(Lanes.Function.SOFTPLUS, x);
        };
    }

    private Expression binary(BinaryFunction function, Local a, Local b) {
        return switch (function) {
            case ADD -> lanes.add(a, b);
            case SUBTRACT -> lanes.subtract(a, b);
            case MULTIPLY -> lanes.multiply(a, b);
            case DIVIDE -> lanes.divide(a, b);
            case MAXIMUM -> lanes.max(a, b);
            case MINIMUM -> lanes.min(a, b);
            case GREATER -> lanes.select(Lanes.Relation.GREATER, a, b, one(), zero());
        };
    }

    private Expression function(Lanes.Function function, Expression x) {
        return lanes.apply(function, x, code);
    }

    private Expression zero() {
        return lanes.constant(0);
    }

    private Expression one() {
        return lanes.constant(1);
    }
}
