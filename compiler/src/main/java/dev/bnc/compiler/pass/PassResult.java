package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import java.util.List;

/// What a pipeline made of a graph.
///
/// @param reports one for each pass, in order
public record PassResult(Graph graph, List<PassReport> reports) {
    public PassResult {
        reports = List.copyOf(reports);
    }

    /// The remarks of all passes, in order.
    public List<Remark> remarks() {
        return reports.stream().flatMap(r -> r.remarks().stream()).toList();
    }
}
