package dev.bnc.compiler.syntax;

import java.util.List;

/// A line of a section in braces (`data`, `train`, `probe`, ...).
public sealed interface Entry {
    SourceSpan span();

    /// `lr = 0.1`, or in a variant `optimizer.lr *= 5`. Outside variants the path is a plain name and the operator `=`.
    record Setting(NamePath path, Operator operator, Expr value, SourceSpan span) implements Entry {}

    /// `crop random 224`: only in data sections.
    record Transform(Application application, SourceSpan span) implements Entry {}

    /// `train { flip horizontal }` in a data section, or `conv { bias = none }` in `defaults`.
    record Group(Name name, List<Entry> entries, SourceSpan span) implements Entry {
        public Group {
            entries = List.copyOf(entries);
        }
    }

    /// What a setting does to the value it names.
    enum Operator {
        ASSIGN("="),
        ADD("+="),
        SUBTRACT("-="),
        MULTIPLY("*="),
        DIVIDE("/=");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        /// As written: `*=`.
        public String symbol() {
            return symbol;
        }
    }
}
