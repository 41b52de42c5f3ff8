package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Argument;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.SourceSpan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Arguments matched with a [Signature], to be taken out by name.
final class Arguments {
    private final Signature signature;
    private final SourceSpan where;
    private final Map<String, Given> byName;
    private final Set<String> broken;

    private Arguments(Signature signature, SourceSpan where, Map<String, Given> byName, Set<String> broken) {
        this.signature = signature;
        this.where = where;
        this.byName = byName;
        this.broken = broken;
    }

    /// Matches what was given with what is taken. Unknown, double and missing arguments are errors.
    ///
    /// @param where the name they were given to
    /// @param defaults used where nothing was given; those that the signature does not take are ignored
    static Arguments bind(Signature signature, SourceSpan where, List<Given> given, Map<String, Given> defaults) {
        var byName = new LinkedHashMap<String, Given>();
        int position = 0;
        for (Given argument : given) {
            String name;
            if (argument.key().isPresent()) {
                name = known(signature, argument.key().get());
            } else if (isFlag(signature, argument)) {
                name = argument.datum().text();
            } else if (position < signature.positional().size()) {
                name = signature.positional().get(position++);
            } else {
                throw tooMany(signature, argument);
            }
            Given before = byName.put(name, argument);
            if (before != null) {
                throw twice(name, before, argument);
            }
        }
        defaults.forEach((name, argument) -> {
            if (signature.accepts(name)) {
                byName.putIfAbsent(name, argument);
            }
        });
        var bound = new Arguments(signature, where, byName, Set.of());
        signature.positional().stream().limit(signature.required()).forEach(bound::required);
        return bound;
    }

    /// `conv 64 3x3 bias` says `bias = on`.
    private static boolean isFlag(Signature signature, Given argument) {
        return argument.style() == Argument.Style.TERSE
                && argument.datum() instanceof Datum.Word word
                && signature.options().contains(word.value());
    }

    private static String known(Signature signature, Name key) {
        if (!signature.accepts(key.text())) {
            throw ElaborationException.of(
                    Unknown.member(signature.name(), "argument", key.text(), key.span(), signature.names())
                            .note(signature.usage()));
        }
        return key.text();
    }

    private static ElaborationException tooMany(Signature signature, Given argument) {
        return ElaborationException.of(Diagnostic.error(
                        DiagnosticCode.TOO_MANY_ARGUMENTS,
                        argument.span(),
                        "`" + signature.name() + "` does not take `"
                                + argument.datum().text() + "`")
                .label("one argument too many")
                .note(signature.usage()));
    }

    /// The same, where some arguments were given but are in error: they do not count as missing.
    Arguments without(Set<String> inError) {
        return new Arguments(signature, where, byName, inError);
    }

    static ElaborationException twice(String name, Given before, Given again) {
        return ElaborationException.of(
                Diagnostic.error(DiagnosticCode.GIVEN_TWICE, again.span(), "`" + name + "` is given twice")
                        .secondary(before.span(), "first here"));
    }

    SourceSpan where() {
        return where;
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    Optional<Given> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// The argument of that name.
    ///
    /// @throws ElaborationException if it was not given
    Given required(String name) {
        return find(name)
                .orElseThrow(() -> broken.contains(name) ? ElaborationException.consequence() : missing(name));
    }

    private ElaborationException missing(String name) {
        return ElaborationException.of(Diagnostic.error(
                        DiagnosticCode.MISSING_ARGUMENT,
                        where,
                        "`" + signature.name() + "` needs `" + name + "`")
                .label("`" + name + "` is missing")
                .note(signature.usage()));
    }

    int whole(String name, int least, int otherwise) {
        return find(name).map(g -> g.whole(least)).orElse(otherwise);
    }

    double real(String name, double from, double below, double otherwise) {
        return find(name).map(g -> g.realIn(from, below)).orElse(otherwise);
    }

    double positive(String name, double otherwise) {
        return find(name).map(Given::positive).orElse(otherwise);
    }

    /// An option that is `on`, `off`, or on because it stands there alone.
    boolean flag(String name, boolean otherwise) {
        return find(name).map(g -> isFlag(signature, g) || g.flag()).orElse(otherwise);
    }
}
