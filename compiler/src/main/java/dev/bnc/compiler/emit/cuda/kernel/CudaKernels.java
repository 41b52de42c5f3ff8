package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.launch.KernelSource;
import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.StepKernels;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Copy;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Pack;
import dev.bnc.compiler.plan.Step;
import java.util.List;

/// Our own kernels for every step: nothing but the driver is needed to run them.
public final class CudaKernels implements StepKernels {
    private final Precision precision;
    private final ProductKernels products;

    /// Kernels whose products are computed in `precision`.
    public CudaKernels(Precision precision) {
        this.precision = precision;
        this.products = new ProductKernels(precision);
    }

    @Override
    public List<StepKernel> kernels(Step step, Workspaces workspaces) {
        return switch (step) {
            case Elementwise loop -> List.of(LoopKernels.of(loop, workspaces));
            case Multiply product -> products.of(new Finish.Stored(product), workspaces);
            case Copy copy -> List.of(MoveKernels.copy(copy, workspaces));
            case Call call -> CallKernels.of(call, workspaces);
            case Pack _ -> throw new IllegalArgumentException("a device's plan packs nothing: " + step);
        };
    }

    @Override
    public List<StepKernel> statistics(Operand x, Operand mean, Operand variance, Workspaces workspaces) {
        return ReductionKernels.moments(x, mean, variance, workspaces);
    }

    @Override
    public String module(List<KernelSource> kernels) {
        return ModuleSource.joined(kernels.stream().map(KernelSource::source).toList());
    }

    /// Small kernels share a launch, and so do loops and copies of any size but the largest.
    @Override
    public boolean joins(List<StepKernel> group, StepKernel kernel) {
        return SharedLaunch.joins(group, kernel);
    }

    @Override
    public StepKernel sideBySide(List<StepKernel> group) {
        return SharedLaunch.of(group);
    }

    /// Steps that work column by column are done by one kernel where a block can do all rows of its columns.
    @Override
    public List<List<Step>> runs(List<Step> steps) {
        return ColumnRuns.of(steps, precision);
    }

    @Override
    public List<StepKernel> together(List<Step> run, Workspaces workspaces) {
        return ColumnProgram.of(run, workspaces);
    }

    /// Not those of depthwise convolutions, and not of products that something else is done to before.
    @Override
    public boolean updates(Multiply product, Elementwise update) {
        return !Depthwise.is(product) && !product.epilogue().present();
    }

    @Override
    public List<StepKernel> updating(Multiply product, Elementwise update, Workspaces workspaces) {
        return products.of(new Finish.Update(product, update), workspaces);
    }

    @Override
    public boolean lastLayer(Multiply product, Call loss, Call gradient) {
        return precision != Precision.BF16
                && LastLayer.of(product, loss, gradient).isPresent();
    }
}
