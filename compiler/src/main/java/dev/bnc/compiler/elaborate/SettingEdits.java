package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Application;
import dev.bnc.compiler.syntax.Argument;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Entry;
import dev.bnc.compiler.syntax.Expr;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.NamePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Applies overrides to the settings of a section, syntax to syntax: `optimizer.lr *= 5` turns `sgd(lr = 0.1)` into
/// `sgd(lr = 0.1 * 5)`.
final class SettingEdits {
    private SettingEdits() {}

    static List<Entry.Setting> apply(List<Entry.Setting> settings, List<Entry.Setting> overrides) {
        var edited = new ArrayList<>(settings);
        overrides.forEach(o -> apply(edited, o));
        return edited;
    }

    private static void apply(List<Entry.Setting> settings, Entry.Setting override) {
        Name key = override.path().head();
        for (int i = 0; i < settings.size(); i++) {
            Entry.Setting old = settings.get(i);
            if (old.path().toString().equals(key.text())) {
                settings.set(
                        i,
                        new Entry.Setting(
                                old.path(), Entry.Operator.ASSIGN, value(old.value(), override, 1), override.span()));
                return;
            }
        }
        var path = new NamePath(List.of(override.path().segments().getFirst()), key.span());
        settings.add(new Entry.Setting(
                path,
                Entry.Operator.ASSIGN,
                fresh(override, override.path().segments().size() == 1),
                override.span()));
    }

    /// The new value of what `old` was, the first `depth` segments of the path followed already.
    private static Expr value(Expr old, Entry.Setting override, int depth) {
        if (depth == override.path().segments().size()) {
            return combine(old, override);
        }
        Name name = override.path().segments().get(depth).name();
        if (!(old instanceof Expr.Call call)) {
            throw ElaborationException.of(
                    Diagnostic.error(DiagnosticCode.WRONG_TYPE, name.span(), "`" + override.path() + "` does not exist")
                            .secondary(old.span(), "this has no arguments"));
        }
        Application application = call.application();
        var arguments = new ArrayList<Argument>();
        boolean found = false;
        for (Argument argument : application.arguments()) {
            boolean hit =
                    argument.key().map(Name::text).filter(name.text()::equals).isPresent();
            found |= hit;
            arguments.add(hit ? with(argument, value(argument.value(), override, depth + 1)) : argument);
        }
        if (!found) {
            Expr added = fresh(override, depth + 1 == override.path().segments().size());
            arguments.add(new Argument(Optional.of(name), added, Argument.Style.CALL, override.span()));
        }
        return new Expr.Call(new Application(application.name(), arguments, application.span()), call.span());
    }

    private static Argument with(Argument argument, Expr value) {
        return new Argument(argument.key(), value, argument.style(), value.span());
    }

    private static Expr fresh(Entry.Setting override, boolean whole) {
        if (!whole || override.operator() != Entry.Operator.ASSIGN) {
            throw ElaborationException.of(Diagnostic.error(
                            DiagnosticCode.UNKNOWN_KEY,
                            override.path().span(),
                            "`" + override.path() + "` is not set, so it cannot be changed")
                    .help("give it a value with `=` first"));
        }
        return override.value();
    }

    private static Expr combine(Expr old, Entry.Setting override) {
        Expr value = override.value();
        return switch (override.operator()) {
            case ASSIGN -> value;
            case ADD -> new Expr.Binary(Expr.BinaryOperator.ADD, old, value, value.span());
            case SUBTRACT -> new Expr.Binary(Expr.BinaryOperator.SUBTRACT, old, value, value.span());
            case MULTIPLY -> new Expr.Binary(Expr.BinaryOperator.MULTIPLY, old, value, value.span());
            case DIVIDE -> new Expr.Binary(Expr.BinaryOperator.DIVIDE, old, value, value.span());
        };
    }
}
