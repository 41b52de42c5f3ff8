package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The diagnostics of one elaboration, each once (a block that is used five times has its errors once).
final class Problems {
    private final Set<Diagnostic> found = new LinkedHashSet<>();

    void add(Diagnostic diagnostic) {
        found.add(diagnostic);
    }

    /// Runs one statement; an error in it is recorded and makes the result empty.
    <T> Optional<T> attempt(Supplier<T> statement) {
        try {
            return Optional.of(statement.get());
        } catch (ElaborationException e) {
            e.diagnostic().ifPresent(this::add);
            return Optional.empty();
        }
    }

    /// Runs one statement that has no result; an error in it is recorded.
    void attempt(Runnable statement) {
        attempt(() -> {
            statement.run();
            return true;
        });
    }

    boolean hasErrors() {
        return found.stream().anyMatch(Diagnostic::isError);
    }

    /// In the order of the source.
    List<Diagnostic> all() {
        var sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparing((Diagnostic d) -> d.span().file().name())
                .thenComparingInt(d -> d.span().start()));
        return sorted;
    }
}
