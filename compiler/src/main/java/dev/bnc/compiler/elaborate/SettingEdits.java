package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Application;
import dev.bnc.compiler.syntax.Argument;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Entry;
import dev.bnc.compiler.syntax.Expr;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.NamePath;
import dev.bnc.compiler.syntax.NetParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Applies overrides to the settings of a section, syntax to syntax: `optimizer.lr *= 5` turns `sgd(lr = 0.1)` into
/// `sgd(lr = 0.1 * 5)`.
final class SettingEdits {
    private SettingEdits() {}

    static List<Entry.Setting> apply(List<Entry.Setting> settings, List<Entry.Setting> overrides, Problems problems) {
        var edited = new ArrayList<>(settings);
        overrides.forEach(o -> problems.attempt(() -> apply(edited, o)));
        return edited;
    }

    private static void apply(List<Entry.Setting> settings, Entry.Setting override) {
        Name key = override.path().head();
        for (int i = 0; i < settings.size(); i++) {
            Entry.Setting old = settings.get(i);
            if (old.path().toString().equals(key.text())) {
                Expr value = value(old.value(), override, 1);
                settings.set(i, new Entry.Setting(old.path(), Entry.Operator.ASSIGN, value, override.span()));
                return;
            }
        }
        var path = new NamePath(List.of(override.path().segments().getFirst()), key.span());
        boolean whole = override.path().segments().size() == 1;
        settings.add(new Entry.Setting(path, Entry.Operator.ASSIGN, fresh(override, whole), override.span()));
    }

    /// The new value of what `old` was, the first `depth` segments of the path followed already.
    private static Expr value(Expr old, Entry.Setting override, int depth) {
        if (depth == override.path().segments().size()) {
            return combine(old, override);
        }
        Name name = override.path().segments().get(depth).name();
        Application application = switch (old) {
            case Expr.Call call -> call.application();
            case Expr.Reference word when word.path().isName() ->
                new Application(word.path().head(), List.of(), word.span());
            case Expr _ ->
                throw ElaborationException.of(
                        Diagnostic.error(DiagnosticCode.UNKNOWN_KEY, name.span(), "there is no `" + override.path() + "`")
                                .secondary(old.span(), "this has no arguments"));
        };
        var arguments = new ArrayList<Argument>();
        Optional<Argument> hit = argument(application, name.text());
        for (Argument argument : application.arguments()) {
            boolean same = hit.isPresent() && hit.get().equals(argument);
            arguments.add(same ? with(argument, value(argument.value(), override, depth + 1)) : argument);
        }
        if (hit.isEmpty()) {
            Expr added = fresh(override, depth + 1 == override.path().segments().size());
            arguments.add(new Argument(Optional.of(name), added, Argument.Style.CALL, override.span()));
        }
        return new Expr.Call(new Application(application.name(), arguments, application.span()), old.span());
    }

    /// The argument of that name, also where it was given by its place.
    private static Optional<Argument> argument(Application application, String name) {
        Optional<Argument> named = application.arguments().stream()
                .filter(a -> a.key().map(Name::text).filter(name::equals).isPresent())
                .findFirst();
        int place = positional(application.name().text()).indexOf(name);
        List<Argument> unnamed =
                application.arguments().stream().filter(a -> a.key().isEmpty()).toList();
        return named.isPresent() || place < 0 || place >= unnamed.size() ? named : Optional.of(unnamed.get(place));
    }

    private static List<String> positional(String call) {
        return Stream.of(Optimizers.SIGNATURES, Schedules.SIGNATURES, TrainSection.CLIPPING, Objectives.SIGNATURES)
                .flatMap(List::stream)
                .filter(s -> s.name().equals(call))
                .findFirst()
                .map(Signature::positional)
                .orElse(List.of());
    }

    private static Argument with(Argument argument, Expr value) {
        return new Argument(argument.key(), value, argument.style(), value.span());
    }

    private static Expr fresh(Entry.Setting override, boolean whole) {
        if (!whole) {
            String part = override.path().head().text();
            throw notSet(override, "there is no `" + part + "` yet: set it as a whole first, `" + part + " = ...`");
        }
        if (override.operator() != Entry.Operator.ASSIGN) {
            throw notSet(override, "give it a value with `=` first");
        }
        return override.value();
    }

    private static ElaborationException notSet(Entry.Setting override, String help) {
        return ElaborationException.of(Diagnostic.error(
                        DiagnosticCode.UNKNOWN_KEY,
                        override.path().span(),
                        "`" + override.path() + "` is not set, so it cannot be changed")
                .help(help));
    }

    private static Expr combine(Expr old, Entry.Setting override) {
        Expr value = override.value();
        int operators = 0;
        for (Expr left = old; left instanceof Expr.Binary binary; left = binary.left()) {
            operators++;
        }
        if (operators > NetParser.MAX_OPERATORS) {
            throw ElaborationException.of(Diagnostic.error(
                    DiagnosticCode.TOO_LARGE,
                    override.span(),
                    "`" + override.path() + "` is changed more than " + NetParser.MAX_OPERATORS + " times"));
        }
        return switch (override.operator()) {
            case ASSIGN -> value;
            case ADD -> new Expr.Binary(Expr.BinaryOperator.ADD, old, value, value.span());
            case SUBTRACT -> new Expr.Binary(Expr.BinaryOperator.SUBTRACT, old, value, value.span());
            case MULTIPLY -> new Expr.Binary(Expr.BinaryOperator.MULTIPLY, old, value, value.span());
            case DIVIDE -> new Expr.Binary(Expr.BinaryOperator.DIVIDE, old, value, value.span());
        };
    }
}
