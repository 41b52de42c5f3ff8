package dev.bnc.compiler.syntax;

import java.util.List;

/// Stages joined by arrows; at least one. As a [Statement] it stands alone; as an [Item] it stands at top level.
///
///     image -> flatten -> h1: hidden(width) -> dense 10 -> output logits
///
/// The first stage may be a bare name that stands for a value. If it is a layer instead, the pipeline reads the value
/// that flows at this place: inside a `block`, `repeat`, `for` or branch what came in, or the result of the pipeline
/// statement before.
public record Pipeline(List<Stage> stages, SourceSpan span) implements Statement {
    public Pipeline {
        stages = List.copyOf(stages);
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("a pipeline has at least one stage");
        }
    }
}
