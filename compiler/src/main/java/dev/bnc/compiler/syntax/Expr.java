package dev.bnc.compiler.syntax;

import java.util.List;

/// A value that is known when the net is compiled: a number, a size, a list, a name, a call.
public sealed interface Expr {
    SourceSpan span();

    /// `64`. Never negative: `-1` is a [Negate].
    record IntLiteral(long value, SourceSpan span) implements Expr {}

    /// `0.1`, `1e-3`. Never negative.
    record FloatLiteral(double value, SourceSpan span) implements Expr {}

    /// `3x3` or `192x28x28`: two or more positive whole numbers.
    record SizeLiteral(List<Integer> dims, SourceSpan span) implements Expr {
        public SizeLiteral {
            dims = List.copyOf(dims);
        }
    }

    /// `"data/imagenet"`. The value has its escapes (`\"`, `\\`) resolved.
    record StringLiteral(String value, SourceSpan span) implements Expr {}

    /// `50000 steps`, `2 h`: a number with a unit.
    record Quantity(Expr amount, Unit unit, SourceSpan span) implements Expr {}

    /// `width`, `three.in`, `bn[0].in`: whatever the path names, a parameter, a value, a layer kind or a word such as
    /// `none`.
    record Reference(NamePath path, SourceSpan span) implements Expr {}

    /// `sgd(lr = 0.1)`, `ema(keep = 0.9)`, `bn(eps = 1e-3)` as a layer argument.
    record Call(Application application, SourceSpan span) implements Expr {}

    /// `[64, 128]`.
    record ListLiteral(List<Expr> elements, SourceSpan span) implements Expr {
        public ListLiteral {
            elements = List.copyOf(elements);
        }
    }

    /// `64>96`: `.in` is 64, `.out` is 96.
    record Pair(Expr in, Expr out, SourceSpan span) implements Expr {}

    /// `-x`.
    record Negate(Expr operand, SourceSpan span) implements Expr {}

    /// `4 * n + 1`. Chains lean left and are at most [NetParser#MAX_OPERATORS] long.
    record Binary(BinaryOperator operator, Expr left, Expr right, SourceSpan span) implements Expr {}

    /// `60 epochs or plateau(val.top1, 5 epochs)`: two or more alternatives.
    record Or(List<Expr> alternatives, SourceSpan span) implements Expr {
        public Or {
            alternatives = List.copyOf(alternatives);
        }
    }

    /// `4e-5 except [bn.gamma, bias]`.
    record Except(Expr value, ListLiteral exceptions, SourceSpan span) implements Expr {}

    /// The operators between numbers. `/` rounds towards negative infinity between whole numbers.
    enum BinaryOperator {
        ADD("+"),
        SUBTRACT("-"),
        MULTIPLY("*"),
        DIVIDE("/"),
        REMAINDER("%");

        private final String symbol;

        BinaryOperator(String symbol) {
            this.symbol = symbol;
        }

        /// As written: `+`.
        public String symbol() {
            return symbol;
        }
    }
}
