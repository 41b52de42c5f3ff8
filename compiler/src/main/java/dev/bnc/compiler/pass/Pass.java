package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;

/// One rewrite of a graph: pure, without state between runs.
public interface Pass {
    /// As in `--print-after=NAME`.
    default String name() {
        return getClass().getSimpleName();
    }

    /// The rewritten graph, which computes the same outputs and updates; the same instance if nothing changed.
    ///
    /// @param known the numbers of parameters, for rules that hold for some numbers only
    /// @param remarks takes what was done, and what was not and why
    Graph run(Graph graph, KnownValues known, Remarks remarks);
}
