package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Application;
import dev.bnc.compiler.syntax.Argument;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Edit;
import dev.bnc.compiler.syntax.Name;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds out what a stage's name stands for: a value, a block, a layer, or a parameter that holds a layer.
final class TargetResolver {
    private static final int MOST_ALIASES = 16;

    private final Overrides overrides;
    private final Scope top;
    private final Set<String> replaced = new HashSet<>();

    TargetResolver(Overrides overrides, Scope top) {
        this.overrides = overrides;
        this.top = top;
    }

    /// Layer kinds for which another one stood in so far.
    Set<String> replaced() {
        return replaced;
    }

    Target resolve(Application application, Scope scope) {
        return resolve(application.name(), Given.of(application.arguments(), scope), scope, 0);
    }

    private Target resolve(Name name, List<Given> given, Scope scope, int depth) {
        if (depth > MOST_ALIASES) {
            throw ElaborationException.of(
                    Diagnostic.error(DiagnosticCode.BAD_VALUE, name.span(), "`" + name + "` stands for itself"));
        }
        return switch (scope.find(name.text()).orElse(null)) {
            case Scope.Constant constant -> alias(name, constant.datum(), given, scope, depth);
            case Scope.Definition definition -> new Target.Block(definition, given, name.span());
            case Scope.Flowing flowing -> mention(name, flowing, given);
            case Scope.Broken _ -> throw ElaborationException.consequence();
            case null -> builtIn(name, given, scope);
        };
    }

    /// A parameter that holds a layer: `norm` of `block f(norm: layer = bn)`.
    private Target alias(Name name, Datum held, List<Given> given, Scope scope, int depth) {
        return switch (held) {
            case Datum.Word word when word.value().equals(name.text()) -> builtIn(name, given, scope);
            case Datum.Word word -> resolve(new Name(word.value(), name.span()), given, scope, depth + 1);
            case Datum.Call call -> {
                var all = new ArrayList<>(Given.of(call.application().arguments(), call.scope()));
                all.addAll(given);
                yield resolve(new Name(call.application().name().text(), name.span()), all, call.scope(), depth + 1);
            }
            default ->
                throw ElaborationException.of(
                        Diagnostic.error(DiagnosticCode.WRONG_TYPE, name.span(), "`" + name + "` is no layer")
                                .label("it is " + held.kind() + ", `" + held.text() + "`"));
        };
    }

    private static Target mention(Name name, Scope.Flowing flowing, List<Given> given) {
        if (!given.isEmpty()) {
            Given first = given.getFirst();
            Diagnostic error = Diagnostic.error(
                            DiagnosticCode.WRONG_TYPE, name.span(), "`" + name + "` is a value and takes no arguments")
                    .secondary(flowing.name().span(), "defined here");
            throw ElaborationException.of(
                    first.style() == Argument.Style.TERSE
                            ? error.help("write an arrow after it", Edit.insertBefore(first.span(), "-> "))
                            : error);
        }
        return new Target.Mention(flowing.flow().orElseThrow(ElaborationException::consequence));
    }

    private Target builtIn(Name name, List<Given> given, Scope scope) {
        Optional<Given> substitute = overrides.substitute(name.text(), top);
        if (substitute.isPresent()) {
            replaced.add(name.text());
            return substituted(name, substitute.get(), given);
        }
        LayerKind kind = LayerKind.of(name.text()).orElseThrow(() -> unknown(name, scope));
        return new Target.BuiltIn(kind, given, name.span());
    }

    /// `relu = sigmoid` in a variant: the new layer keeps the arguments it also takes.
    private static Target substituted(Name name, Given substitute, List<Given> given) {
        String word = substitute.word().orElse("");
        if (word.equals("off") || word.equals("none")) {
            return new Target.BuiltIn(LayerKind.IDENTITY, List.of(), name.span());
        }
        if (substitute.datum() instanceof Datum.Call call) {
            LayerKind kind =
                    LayerKind.of(call.application().name().text()).orElseThrow(() -> substitute.expected("a layer"));
            return new Target.BuiltIn(kind, Given.of(call.application().arguments(), call.scope()), name.span());
        }
        LayerKind kind = LayerKind.of(word).orElseThrow(() -> substitute.expected("a layer, or `off`"));
        return new Target.BuiltIn(kind, kept(name, kind.signature(), given), name.span());
    }

    private static List<Given> kept(Name name, Signature taken, List<Given> given) {
        boolean samePlaces = LayerKind.of(name.text())
                .map(k -> k.signature().positional().equals(taken.positional()))
                .orElse(false);
        return given.stream()
                .filter(g -> g.key().isPresent() ? taken.accepts(g.key().get().text()) : samePlaces)
                .toList();
    }

    private static ElaborationException unknown(Name name, Scope scope) {
        Set<String> known = scope.names();
        known.addAll(LayerKind.words());
        known.addAll(Joins.KINDS);
        return ElaborationException.of(Unknown.of("layer, block or value", name.text(), name.span(), known));
    }
}
