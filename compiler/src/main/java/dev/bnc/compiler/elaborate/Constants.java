package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Expr;
import dev.bnc.compiler.syntax.NamePath;
import dev.bnc.compiler.syntax.SourceSpan;
import dev.bnc.compiler.syntax.Suggestions;

/// Evaluates expressions. Whole numbers stay whole; an overflow is an error.
final class Constants {
    private final Scope scope;

    Constants(Scope scope) {
        this.scope = scope;
    }

    Datum evaluate(Expr expression) {
        return switch (expression) {
            case Expr.IntLiteral e -> new Datum.Whole(e.value());
            case Expr.FloatLiteral e -> new Datum.Real(e.value());
            case Expr.SizeLiteral e -> new Datum.Size(e.dims());
            case Expr.StringLiteral e -> new Datum.Text(e.value());
            case Expr.Quantity e ->
                new Datum.Quantity(real(evaluate(e.amount()), e.amount().span()), e.unit());
            case Expr.Reference e -> reference(e.path());
            case Expr.Call e -> new Datum.Call(e.application(), scope);
            case Expr.ListLiteral e -> items(e);
            case Expr.Pair e -> new Datum.Pair(evaluate(e.in()), evaluate(e.out()));
            case Expr.Negate e -> negate(evaluate(e.operand()), e.span());
            case Expr.Binary e -> binary(e);
            case Expr.Or e ->
                new Datum.Alternatives(
                        e.alternatives().stream().map(this::evaluate).toList());
            case Expr.Except e -> new Datum.Except(evaluate(e.value()), items(e.exceptions()));
        };
    }

    private Datum.Items items(Expr.ListLiteral list) {
        return new Datum.Items(
                list.elements().stream().map(this::evaluate).toList(),
                list.elements().stream().map(Expr::span).toList());
    }

    private Datum reference(NamePath path) {
        return switch (scope.find(path.head().text()).orElse(null)) {
            case Scope.Constant constant -> component(constant.datum(), path);
            case Scope.Broken _ -> throw ElaborationException.consequence();
            case null, default ->
                new Datum.Word(path.toString(), Suggestions.near(path.head().text(), scope.constants()));
        };
    }

    /// `three.in` of a pair, or the datum itself.
    private static Datum component(Datum datum, NamePath path) {
        if (path.isName()) {
            return datum;
        }
        String part = path.segments().getLast().toString();
        if (path.segments().size() == 2 && datum instanceof Datum.Pair pair && part.equals("in")) {
            return pair.in();
        }
        if (path.segments().size() == 2 && datum instanceof Datum.Pair pair && part.equals("out")) {
            return pair.out();
        }
        throw ElaborationException.of(
                Diagnostic.error(DiagnosticCode.WRONG_TYPE, path.span(), "`" + path + "` does not exist")
                        .label("`" + path.head().text() + "` is " + datum.kind() + ", " + datum.text())
                        .note("only a pair such as `64>96` has parts: `.in` and `.out`"));
    }

    private Datum negate(Datum operand, SourceSpan span) {
        if (operand instanceof Datum.Whole whole) {
            return whole.value() == Long.MIN_VALUE
                    ? new Datum.Real(-(double) whole.value())
                    : new Datum.Whole(-whole.value());
        }
        return new Datum.Real(-real(operand, span));
    }

    private Datum binary(Expr.Binary e) {
        Datum left = evaluate(e.left());
        Datum right = evaluate(e.right());
        try {
            if (left instanceof Datum.Whole a && right instanceof Datum.Whole b) {
                return new Datum.Whole(whole(e.operator(), a.value(), b.value()));
            }
        } catch (ArithmeticException cause) {
            boolean zero = right instanceof Datum.Whole divisor && divisor.value() == 0;
            throw ElaborationException.of(Diagnostic.error(
                            DiagnosticCode.BAD_VALUE,
                            e.span(),
                            zero ? "this divides by zero" : "the result of this is too large")
                    .label("this is " + left.text() + " " + e.operator().symbol() + " " + right.text()));
        }
        return new Datum.Real(real(
                e.operator(), real(left, e.left().span()), real(right, e.right().span())));
    }

    private static long whole(Expr.BinaryOperator operator, long a, long b) {
        return switch (operator) {
            case ADD -> Math.addExact(a, b);
            case SUBTRACT -> Math.subtractExact(a, b);
            case MULTIPLY -> Math.multiplyExact(a, b);
            case DIVIDE -> Math.floorDiv(a, b);
            case REMAINDER -> Math.floorMod(a, b);
        };
    }

    private static double real(Expr.BinaryOperator operator, double a, double b) {
        return switch (operator) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case REMAINDER -> a % b;
        };
    }

    private double real(Datum datum, SourceSpan span) {
        return switch (datum) {
            case Datum.Whole whole -> whole.value();
            case Datum.Real number -> number.value();
            case Datum.Word word ->
                throw ElaborationException.of(Unknown.of("parameter or `let`", word.value(), span, scope.constants()));
            default ->
                throw ElaborationException.of(
                        Diagnostic.error(DiagnosticCode.WRONG_TYPE, span, "a number was expected here")
                                .label("this is " + datum.kind()));
        };
    }
}
