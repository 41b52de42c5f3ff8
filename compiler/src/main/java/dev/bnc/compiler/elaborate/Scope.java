package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.Name;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What names mean at one place of a file. Inner scopes hide outer ones.
final class Scope {
    private final @Nullable Scope parent;
    private final Map<String, Meaning> meanings = new LinkedHashMap<>();

    private Scope(@Nullable Scope parent) {
        this.parent = parent;
    }

    /// The outermost scope of a file.
    static Scope top() {
        return new Scope(null);
    }

    /// A scope inside this one.
    Scope inner() {
        return new Scope(this);
    }

    /// Gives a name a meaning, whatever it meant before.
    void bind(Name name, Meaning meaning) {
        meanings.put(name.text(), meaning);
    }

    /// What this scope itself, not an outer one, has under that name.
    Optional<Meaning> own(String name) {
        return Optional.ofNullable(meanings.get(name));
    }

    Optional<Meaning> find(String name) {
        Meaning here = meanings.get(name);
        if (here != null) {
            return Optional.of(here);
        }
        return parent == null ? Optional.empty() : parent.find(name);
    }

    /// Gives a name its one meaning in this scope.
    ///
    /// @throws ElaborationException if it has one already
    void define(Name name, Meaning meaning) {
        Optional<Meaning> before = own(name.text());
        bind(name, meaning);
        if (before.isPresent()) {
            throw ElaborationException.of(
                    Diagnostic.error(DiagnosticCode.DEFINED_TWICE, name.span(), "`" + name + "` is defined twice")
                            .secondary(before.get().name().span(), "first here"));
        }
    }

    /// Names of constants, for suggestions.
    Set<String> constants() {
        Set<String> names = parent == null ? new LinkedHashSet<>() : parent.constants();
        meanings.forEach((name, meaning) -> {
            if (meaning instanceof Constant) {
                names.add(name);
            } else {
                names.remove(name);
            }
        });
        return names;
    }

    /// All names that mean something here, for suggestions.
    Set<String> names() {
        Set<String> names = parent == null ? new LinkedHashSet<>() : parent.names();
        names.addAll(meanings.keySet());
        return names;
    }

    /// What a name can stand for.
    sealed interface Meaning {
        /// Where it was given that meaning.
        Name name();
    }

    /// Something whose definition is in error, which has been reported.
    record Broken(Name name) implements Meaning {}

    /// A parameter or `let`.
    record Constant(Name name, Datum datum) implements Meaning {}

    /// A value that flows; empty if its definition is in error.
    record Flowing(Name name, Optional<Flow> flow) implements Meaning {}

    /// A block, and the scope it was defined in.
    record Definition(Item.Block block, Scope scope) implements Meaning {
        @Override
        public Name name() {
            return block.name();
        }
    }
}
