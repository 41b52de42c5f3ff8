package dev.bnc.compiler;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.pass.PassResult;
import dev.bnc.compiler.pass.PassRunner;
import dev.bnc.compiler.pass.Pipeline;
import dev.bnc.compiler.plan.Lowering;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.program.StateLayout;

/// A graph that is to become a program.
///
/// @param name of the program
/// @param pipeline the passes that it goes through on the way to its plan
/// @param graph as the net says, with the batch size filled in
/// @param state where the graph's parameters lie
public record ProgramGraph(String name, Pipeline pipeline, Graph graph, int batch, StateLayout state) {
    /// What the passes make of the graph.
    public PassResult rewritten(PassRunner runner) {
        return runner.run(pipeline, graph);
    }

    /// The plan of the rewritten graph.
    ///
    /// @throws DataException if the batch needs more memory than one array holds
    public Plan plan() {
        Graph rewritten = rewritten(PassRunner.quiet()).graph();
        try {
            return Lowering.lower(name, rewritten, batch, state);
        } catch (ArithmeticException overflow) {
            throw new DataException(
                    "%s: a batch of %,d examples needs more memory than can be addressed (8 GB)\n  = help: %s"
                            .formatted(name, batch, "use a smaller batch: `--set data.batch=...`"),
                    overflow);
        }
    }
}
