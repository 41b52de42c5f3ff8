package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Argument;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Edit;
import dev.bnc.compiler.syntax.Expr;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.SourceSpan;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// An evaluated argument or setting, and where it stands.
///
/// @param span all of it: `groups = 8`
/// @param value the value alone: `8`
record Given(Optional<Name> key, Datum datum, Argument.Style style, SourceSpan span, SourceSpan value) {
    /// The arguments of an application, evaluated where it stands.
    static List<Given> of(List<Argument> arguments, Scope scope) {
        var constants = new Constants(scope);
        return arguments.stream()
                .map(a -> new Given(
                        a.key(),
                        constants.evaluate(a.value()),
                        a.style(),
                        a.span(),
                        a.value().span()))
                .toList();
    }

    /// A value without a name of its own.
    static Given of(Expr value, Scope scope) {
        Datum datum = new Constants(scope).evaluate(value);
        return new Given(Optional.empty(), datum, Argument.Style.CALL, value.span(), value.span());
    }

    /// A part of this value: its errors point here.
    Given part(Datum item) {
        return new Given(key, item, style, span, value);
    }

    /// The items of a list, each where it stands.
    List<Given> items(Datum.Items list) {
        return IntStream.range(0, list.items().size())
                .mapToObj(i -> new Given(
                        key,
                        list.items().get(i),
                        style,
                        list.spans().get(i),
                        list.spans().get(i)))
                .toList();
    }

    /// The error that another kind of value belongs here.
    ElaborationException expected(String wanted) {
        Diagnostic error = Diagnostic.error(DiagnosticCode.WRONG_TYPE, value, "expected " + wanted)
                .label("this is " + found());
        if (datum instanceof Datum.Word word) {
            for (String near : word.near()) {
                error = error.help("did you mean `" + near + "`?", new Edit(value, near));
            }
        }
        return ElaborationException.of(error);
    }

    private String found() {
        return datum instanceof Datum.Word
                ? "the word `" + datum.text() + "`"
                : datum.kind() + ", `" + datum.text() + "`";
    }

    /// The error that the value is of the right kind but cannot be.
    ElaborationException outOfRange(String why) {
        return ElaborationException.of(
                Diagnostic.error(DiagnosticCode.BAD_VALUE, value, why).label("this is " + datum.text()));
    }

    /// A whole number of at least `least`.
    int whole(int least) {
        if (!(datum instanceof Datum.Whole whole)) {
            throw expected("a whole number");
        }
        if (whole.value() < least) {
            throw outOfRange("a whole number of at least " + least + " was expected");
        }
        if (whole.value() > Integer.MAX_VALUE) {
            throw outOfRange("this number is too large");
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
        double number = real();
        if (number < from || number >= below) {
            String upper = below == Double.POSITIVE_INFINITY ? "" : " and less than " + Decimal.text(below);
            throw outOfRange("a number of at least " + Decimal.text(from) + upper + " was expected");
        }
        return number;
    }

    /// A number for which `from <= x <= to`.
    double realUpTo(double from, double to) {
        double number = real();
        if (number < from || number > to) {
            throw outOfRange("a number from " + Decimal.text(from) + " to " + Decimal.text(to) + " was expected");
        }
        return number;
    }

    /// A number above 0 that single precision can hold.
    double positive() {
        double number = real();
        if ((float) number <= 0 || Float.isInfinite((float) number)) {
            throw outOfRange(
                    number <= 0
                            ? "a number above 0 was expected"
                            : "a number of single precision was expected, between 1e-45 and 3e38");
        }
        return number;
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

    /// The name called, or the word alone: `frozen()` and `frozen`.
    Optional<String> called() {
        return datum instanceof Datum.Call call ? Optional.of(call.application().name().text()) : word();
    }

    /// One of several words, with did-you-mean.
    String wordOf(List<String> words) {
        return wordOf(words, listed(words));
    }

    /// One of several words, where other values could have stood too.
    ///
    /// @param wanted for the message: everything that can stand here
    String wordOf(List<String> words, String wanted) {
        String word = word().orElseThrow(() -> expected(wanted));
        if (!words.contains(word)) {
            throw ElaborationException.of(Unknown.suggest(
                    Diagnostic.error(
                            DiagnosticCode.UNKNOWN_NAME, value, "expected " + wanted + ", found `" + word + "`"),
                    word,
                    words));
        }
        return word;
    }

    private static String listed(List<String> words) {
        List<String> quoted = words.stream().map(w -> "`" + w + "`").toList();
        return quoted.size() == 1
                ? quoted.getFirst()
                : String.join(", ", quoted.subList(0, quoted.size() - 1)) + " or " + quoted.getLast();
    }
}
