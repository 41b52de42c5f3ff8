package dev.bnc.compiler.emit.cuda.launch;

import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Step;
import java.util.List;

/// Makes kernels of a plan's steps. The plan is one for devices: see [dev.bnc.compiler.plan.DevicePlan].
public interface StepKernels {
    /// The kernels that do `step`, in order.
    ///
    /// Operands become views by [View#of(Operand)].
    ///
    /// @throws IllegalArgumentException if the step is none of a device's plan ([dev.bnc.compiler.plan.Pack])
    List<StepKernel> kernels(Step step, Workspaces workspaces);

    /// The kernels that find mean and biased variance of each column of `x` in one reading of it, by a method that survives
    /// large means. In a device's plan [dev.bnc.compiler.graph.op.BatchMean] and
    /// [dev.bnc.compiler.graph.op.BatchVariance] of the same operand come here together.
    ///
    /// @param x `[n, ..., c]`
    /// @param mean `[c]`
    /// @param variance `[c]`
    List<StepKernel> statistics(Operand x, Operand mean, Operand variance, Workspaces workspaces);

    /// One text that has all of these kernels, made by this object or another one like it: it compiles in a fraction of the
    /// time that each alone takes.
    String module(List<KernelSource> kernels);

    /// Whether a kernel that needs nothing of some others, nor they of it, is to share their launch; by default it is not.
    default boolean joins(List<StepKernel> group, StepKernel kernel) {
        return false;
    }

    /// One kernel that does the work of some that joined each other ([#joins]).
    default StepKernel sideBySide(List<StepKernel> group) {
        throw new IllegalArgumentException("nothing joins: " + group);
    }

    /// Cuts steps into runs, in their order. Those of more than one step go to [#together]; by default there are none.
    default List<List<Step>> runs(List<Step> steps) {
        return steps.stream().map(List::of).toList();
    }

    /// The kernels that do the steps of a run, in order.
    ///
    /// @param run one that [#runs] found
    default List<StepKernel> together(List<Step> run, Workspaces workspaces) {
        throw new IllegalArgumentException("no run: " + run);
    }

    /// Whether [#updating] does a product and the loop over its elements; by default it does not.
    default boolean updates(Multiply product, Elementwise update) {
        return false;
    }

    /// The kernels that do a product and, instead of storing its elements, a loop that alone reads them: an
    /// update of a weight.
    ///
    /// @param update a loop over the product's elements in their order, as one row or as the product's rows;
    /// reads nothing else that the product writes, and writes nothing that it reads
    default List<StepKernel> updating(Multiply product, Elementwise update, Workspaces workspaces) {
        throw new IllegalArgumentException("no update: " + update);
    }

    /// Whether one kernel does a product that makes logits, their loss and its gradient, if they follow one
    /// another; by default none does.
    default boolean lastLayer(Multiply product, Call loss, Call gradient) {
        return false;
    }
}
