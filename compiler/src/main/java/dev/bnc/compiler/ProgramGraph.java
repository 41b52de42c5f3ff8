package dev.bnc.compiler;

import dev.bnc.compiler.emit.cuda.CudaEmitter;
import dev.bnc.compiler.emit.cuda.LibraryUse;
import dev.bnc.compiler.emit.cuda.MixedPrecision;
import dev.bnc.compiler.emit.cuda.kernel.CudaKernels;
import dev.bnc.compiler.emit.cuda.kernel.Precision;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.compiler.emit.cuda.library.LibraryAdvisor;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.pass.PassResult;
import dev.bnc.compiler.pass.PassRunner;
import dev.bnc.compiler.pass.Pipeline;
import dev.bnc.compiler.pass.Pipelines;
import dev.bnc.compiler.plan.DevicePlan;
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

    /// What a device is to do for the rewritten graph. All activations that the backward pass reads are kept.
    public DevicePlan devicePlan() {
        PassResult rewritten = PassRunner.quiet().run(Pipelines.keeping(pipeline), graph);
        return Lowering.device(name, rewritten.graph(), batch, state);
    }

    /// What a GPU does for the rewritten graph, by bnc's own kernels.
    ///
    /// @param precision how products are computed, and whether activations are kept as bf16
    public LaunchPlan launchPlan(Target target, Precision precision) {
        return launchPlan(target, precision, LibraryAdvisor.NONE);
    }

    /// What a GPU does for the rewritten graph, by bnc's own kernels and what `advisor` leaves to libraries.
    public LaunchPlan launchPlan(Target target, Precision precision, LibraryAdvisor advisor) {
        return CudaEmitter.emit(
                MixedPrecision.of(devicePlan(), precision),
                new CudaKernels(precision),
                target,
                LibraryUse.of(advisor, precision));
    }

    /// The plan of the rewritten graph.
    ///
    /// @throws DataException if the batch needs more memory than one array holds
    public Plan plan() {
        return planned().plan();
    }

    /// The plan of an inference that is run a few times only, ready as soon as can be.
    public Plan shortPlan() {
        return Lowering.shortRun(name, rewritten(PassRunner.quiet()).graph(), batch, state);
    }

    /// The plan of the rewritten graph, and what else could have been.
    ///
    /// @throws DataException if the batch needs more memory than one array holds
    public PlannedProgram planned() {
        PassResult rewritten = rewritten(PassRunner.quiet());
        try {
            Plan plan = lowered(rewritten);
            return Pipelines.recomputes(rewritten) ? compared(plan) : PlannedProgram.only(plan);
        } catch (ArithmeticException overflow) {
            throw new DataException(
                    "%s: a batch of %,d examples needs more memory than can be addressed (8 GB)\n  = help: %s"
                            .formatted(name, batch, "use a smaller batch: `--set data.batch=...`"),
                    overflow);
        }
    }

    private PlannedProgram compared(Plan recomputing) {
        Plan keeping;
        try {
            keeping = lowered(PassRunner.quiet().run(Pipelines.keeping(pipeline), graph));
        } catch (ArithmeticException tooLarge) {
            return PlannedProgram.only(recomputing);
        }
        return PlannedProgram.choose(keeping, recomputing);
    }

    private Plan lowered(PassResult rewritten) {
        return Lowering.lower(name, rewritten.graph(), batch, state);
    }
}
