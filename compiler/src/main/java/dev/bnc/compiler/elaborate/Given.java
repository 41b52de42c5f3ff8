package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Argument;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.SourceSpan;
import java.util.List;
import java.util.Optional;

/// An evaluated argument or setting, and where it stands.
record Given(Optional<Name> key, Datum datum, Argument.Style style, SourceSpan span) {
    /// The arguments of an application, evaluated where it stands.
    static List<Given> of(List<Argument> arguments, Scope scope) {
        var constants = new Constants(scope);
        return arguments.stream()
                .map(a -> new Given(a.key(), constants.evaluate(a.value()), a.style(), a.span()))
                .toList();
    }

    /// The error that another kind of value belongs here.
    ElaborationException expected(String wanted) {
        String found = datum instanceof Datum.Word
                ? "the word `" + datum.text() + "`"
                : datum.kind() + ", `" + datum.text() + "`";
        return ElaborationException.of(Diagnostic.error(DiagnosticCode.WRONG_TYPE, span, "expected " + wanted)
                .label("this is " + found));
    }

    /// The error that the value is of the right kind but cannot be.
    ElaborationException outOfRange(String why) {
        return ElaborationException.of(
                Diagnostic.error(DiagnosticCode.BAD_VALUE, span, why).label(datum.text()));
    }

    /// A whole number of at least `least`.
    int whole(int least) {
        if (!(datum instanceof Datum.Whole whole)) {
            throw expected("a whole number");
        }
        if (whole.value() < least || whole.value() > Integer.MAX_VALUE) {
            throw outOfRange("a whole number of at least " + least + " was expected");
        }
        return (int) whole.value();
    }

    /// Any finite number.
    double real() {
        return switch (datum) {
            case Datum.Whole whole -> whole.value();
            case Datum.Real number when Double.isFinite(number.value()) -> number.value();
            default -> throw expected("a number");
        };
    }

    /// A finite number for which `from <= x` and `x < below`.
    double realIn(double from, double below) {
        double value = real();
        if (value < from || value >= below) {
            String upper = below == Double.POSITIVE_INFINITY ? "" : " and less than " + below;
            throw outOfRange("a number of at least " + from + upper + " was expected");
        }
        return value;
    }

    /// A finite number above 0.
    double positive() {
        if (real() <= 0) {
            throw outOfRange("a number above 0 was expected");
        }
        return real();
    }

    /// `on` or `off`.
    boolean flag() {
        if (datum instanceof Datum.Word word) {
            switch (word.value()) {
                case "on", "true", "yes" -> {
                    return true;
                }
                case "off", "false", "no", "none" -> {
                    return false;
                }
                default -> {}
            }
        }
        throw expected("`on` or `off`");
    }

    /// The word, if it is one.
    Optional<String> word() {
        return datum instanceof Datum.Word word ? Optional.of(word.value()) : Optional.empty();
    }

    /// One of several words, with did-you-mean.
    String wordOf(List<String> words) {
        String word = word().orElseThrow(() -> expected(listed(words)));
        if (!words.contains(word)) {
            throw ElaborationException.of(Unknown.of("word", word, span, words));
        }
        return word;
    }

    private static String listed(List<String> words) {
        return words.stream()
                .map(w -> "`" + w + "`")
                .reduce((a, b) -> a + " or " + b)
                .orElse("a word");
    }
}
