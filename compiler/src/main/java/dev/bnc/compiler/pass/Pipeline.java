package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Stage;
import java.util.List;

/// Passes in the order they run.
///
/// @param from stage of the graphs it takes
/// @param to stage of the graphs it makes
public record Pipeline(Stage from, Stage to, List<Pass> passes) {
    public Pipeline {
        passes = List.copyOf(passes);
    }
}
