package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.KernelSource;
import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.StepKernels;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Step;
import java.util.List;

/// Kernels none of which shares a launch: what each reads is counted, also where two of one launch would read the same.
record Apart(StepKernels kernels) implements StepKernels {
    @Override
    public List<StepKernel> kernels(Step step, Workspaces workspaces) {
        return kernels.kernels(step, workspaces);
    }

    @Override
    public List<StepKernel> statistics(Operand x, Operand mean, Operand variance, Workspaces workspaces) {
        return kernels.statistics(x, mean, variance, workspaces);
    }

    @Override
    public String module(List<KernelSource> sources) {
        return kernels.module(sources);
    }

    @Override
    public List<List<Step>> runs(List<Step> steps) {
        return kernels.runs(steps);
    }

    @Override
    public List<StepKernel> together(List<Step> run, Workspaces workspaces) {
        return kernels.together(run, workspaces);
    }

    @Override
    public boolean updates(Multiply product, Elementwise update) {
        return kernels.updates(product, update);
    }

    @Override
    public List<StepKernel> updating(Multiply product, Elementwise update, Workspaces workspaces) {
        return kernels.updating(product, update, workspaces);
    }

    @Override
    public boolean lastLayer(Multiply product, Call loss, Call gradient) {
        return kernels.lastLayer(product, loss, gradient);
    }
}
