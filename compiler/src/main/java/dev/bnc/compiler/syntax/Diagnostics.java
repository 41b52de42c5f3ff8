package dev.bnc.compiler.syntax;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Collects diagnostics, in whatever order they are found. Drops what repeats an earlier one at the same place.
public final class Diagnostics {
    /// More than this help nobody: the rest are not kept.
    private static final int MOST = 500;

    private record Place(SourceSpan span, DiagnosticCode code, String message) {}

    private final List<Diagnostic> found = new ArrayList<>();
    private final Set<Place> places = new HashSet<>();

    /// An empty collection.
    public Diagnostics() {}

    /// Adds one, unless the same message is there already for the same place, or there are 500.
    public void add(Diagnostic diagnostic) {
        if (found.size() < MOST && places.add(new Place(diagnostic.span(), diagnostic.code(), diagnostic.message()))) {
            found.add(diagnostic);
        }
    }

    /// Whether an error has been added.
    public boolean hasErrors() {
        return found.stream().anyMatch(Diagnostic::isError);
    }

    /// All so far, by file and place.
    public List<Diagnostic> sorted() {
        return found.stream()
                .sorted(Comparator.comparing((Diagnostic d) -> d.span().file().name())
                        .thenComparingInt(d -> d.span().start())
                        .thenComparing(Diagnostic::code))
                .toList();
    }
}
