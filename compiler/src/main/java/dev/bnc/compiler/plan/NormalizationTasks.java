package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.op.BatchNormInputGradient;
import dev.bnc.compiler.graph.op.BatchNormScaleGradient;
import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.Unary;
import dev.bnc.compiler.graph.op.UnaryFunction;
import java.util.List;
import java.util.Optional;

/// Lowers batch normalization to pointwise arithmetic: a little of it once a channel, the rest in each element's
/// loop, where it fuses with what is around it.
///
/// The mean is subtracted first. Folded into one shift it would cancel badly where it is large against the deviation.
final class NormalizationTasks {
    private final TaskList tasks;

    NormalizationTasks(TaskList tasks) {
        this.tasks = tasks;
    }

    /// What normalizes: eps, and whether gamma and beta are among the operands.
    record Form(double eps, boolean scale, boolean shift) {}

    /// `(x - mean) * (gamma / sqrt(variance + eps)) + beta`, operands x, mean, variance, gamma, beta.
    Term normalize(Form form, List<Term> operands) {
        Term x = tasks.channelsLast(operands.get(0));
        Term mean = operands.get(1);
        Optional<Term> gamma = form.scale ? Optional.of(operands.get(3)) : Optional.empty();
        Term centered = binary(BinaryFunction.SUBTRACT, x, x, mean);
        Term scaled = binary(BinaryFunction.MULTIPLY, x, centered, factor(form.eps, operands.get(2), gamma));
        return form.shift ? binary(BinaryFunction.ADD, x, scaled, operands.getLast()) : scaled;
    }

    /// The sum over rows of `dy * (x - mean) / sqrt(variance + eps)`, operands dy, x, mean, variance.
    Term scaleGradient(BatchNormScaleGradient op, List<Term> operands) {
        Term dy = tasks.channelsLast(operands.get(0));
        Term x = tasks.channelsLast(operands.get(1));
        Term variance = operands.get(3);
        Term centered = binary(BinaryFunction.SUBTRACT, x, x, operands.get(2));
        Term products = binary(BinaryFunction.MULTIPLY, x, dy, centered);
        Term sum = tasks.columnSums(products);
        return binary(BinaryFunction.MULTIPLY, variance, sum, factor(op.eps(), variance, Optional.empty()));
    }

    /// `gamma / s * (dy - dbeta / m - (x - mean) * (dgamma / (s * m)))` with `s = sqrt(variance + eps)`, operands dy,
    /// x, mean, variance, dbeta, dgamma, gamma.
    Term inputGradient(BatchNormInputGradient op, List<Term> operands) {
        Term dy = tasks.channelsLast(operands.get(0));
        Term x = tasks.channelsLast(operands.get(1));
        Term variance = operands.get(3);
        Optional<Term> gamma = op.scale() ? Optional.of(operands.get(6)) : Optional.empty();
        Term share = tasks.literal(1.0 / x.rows());
        Term shift = binary(BinaryFunction.MULTIPLY, variance, operands.get(4), share);
        Term slope = binary(
                BinaryFunction.MULTIPLY,
                variance,
                binary(BinaryFunction.MULTIPLY, variance, operands.get(5), share),
                factor(op.eps(), variance, Optional.empty()));
        Term centered = binary(BinaryFunction.SUBTRACT, x, x, operands.get(2));
        Term along = binary(BinaryFunction.MULTIPLY, x, centered, slope);
        Term shifted = binary(BinaryFunction.SUBTRACT, x, dy, shift);
        Term rest = binary(BinaryFunction.SUBTRACT, x, shifted, along);
        return binary(BinaryFunction.MULTIPLY, x, rest, factor(op.eps(), variance, gamma));
    }

    /// `gamma / sqrt(variance + eps)`, a channel each.
    private Term factor(double eps, Term variance, Optional<Term> gamma) {
        Term safe = binary(BinaryFunction.ADD, variance, variance, tasks.literal(eps));
        Term deviation = unary(UnaryFunction.SQRT, safe);
        return gamma.map(g -> binary(BinaryFunction.DIVIDE, variance, g, deviation))
                .orElseGet(() -> unary(UnaryFunction.RECIPROCAL, deviation));
    }

    private Term binary(BinaryFunction function, Term like, Term a, Term b) {
        return tasks.apply(new Binary(function), like, a, b);
    }

    private Term unary(UnaryFunction function, Term x) {
        return tasks.apply(new Unary(function), x, x);
    }
}
