package dev.bnc.compiler.syntax;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// Names joined by dots, each with an optional index; at least one.
///
///     three.in                 two segments
///     i3a.p3.bn[0].in          four segments, the third with index 0
///     lr                       one segment
public record NamePath(List<Segment> segments, SourceSpan span) {
    /// One step of a path: `bn`, or `bn[0]`.
    public record Segment(Name name, OptionalInt index) {
        @Override
        public String toString() {
            return index.isPresent() ? name.text() + "[" + index.getAsInt() + "]" : name.text();
        }
    }

    public NamePath {
        segments = List.copyOf(segments);
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("a path has at least one segment");
        }
    }

    /// The first name: `three` of `three.in`.
    public Name head() {
        return segments.getFirst().name();
    }

    /// Whether this is a plain name: one segment, no index.
    public boolean isName() {
        return segments.size() == 1 && segments.getFirst().index().isEmpty();
    }

    /// The path as text: `i3a.p3.bn[0].in`.
    @Override
    public String toString() {
        return segments.stream().map(Segment::toString).collect(Collectors.joining("."));
    }
}
