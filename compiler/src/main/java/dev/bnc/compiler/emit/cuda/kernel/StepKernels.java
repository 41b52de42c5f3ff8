package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Copy;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Pack;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Step;

/// The kernels of single steps of a plan.
public final class StepKernels {
    private final LoopKernels loops;
    private final ProductKernels products;
    private final CallKernels calls;
    private final ReductionKernels reductions;

    /// Kernels for steps of `plan`, whose products are computed in `precision`.
    public StepKernels(Plan plan, Precision precision) {
        var alignment = new Alignment(plan);
        this.loops = new LoopKernels(alignment);
        this.products = new ProductKernels(alignment, precision);
        this.calls = new CallKernels(alignment);
        this.reductions = new ReductionKernels(alignment);
    }

    /// What does one step. A product reads its right factor as a [Pack] step packed it.
    public Launches of(Step step) {
        return switch (step) {
            case Elementwise loop -> Launches.of(loop.sums().isEmpty() ? loops.loop(loop) : loops.summing(loop));
            case Pack pack -> Launches.of(PackKernels.pack(pack));
            case Multiply product -> product(product, new Right.Packed(product.packed()));
            case Copy copy -> Launches.of(MoveKernels.copy(copy));
            case Call call -> calls.of(call);
        };
    }

    /// A product whose right factor lies elsewhere than packed.
    public Launches product(Multiply product, Right right) {
        return products.product(product, right);
    }

    /// A batch norm's mean and variance in one reading: calls of `BatchMean` and `BatchVariance` on the same `x`, the
    /// second with the first one's result.
    public Launches moments(Call mean, Call variance) {
        return reductions.moments(mean.input(0), mean.output(), variance.output());
    }
}
