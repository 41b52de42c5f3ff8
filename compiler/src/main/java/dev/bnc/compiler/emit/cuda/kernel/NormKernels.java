package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.launch.DataType;
import dev.bnc.compiler.emit.cuda.launch.Dim3;
import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.graph.op.GroupNorm;
import dev.bnc.compiler.graph.op.GroupNormInputGradient;
import dev.bnc.compiler.graph.op.GroupNormScaleGradient;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Operand;
import java.util.List;

/// Group norm (with layer and instance norm as its extremes), local response norm, and their gradients.
final class NormKernels {
    private static final int THREADS = 256;

    private NormKernels() {}

    static StepKernel groupNorm(GroupNorm op, Call call, Workspaces workspaces) {
        var text = text("groupnorm", call, op.groups(), op.eps(), workspaces);
        String x = text.reads(call.input(0));
        String gamma = op.scale() ? text.reads(call.input(1)) : "nullptr";
        String beta = op.shift() ? text.reads(call.inputs().getLast()) : "nullptr";
        String y = text.writes(call.output());
        text.line("groupNorm<ENTRY_group>(block, %s, %s, %s, %s, shared);", x, gamma, beta, y);
        return launch(text, call, op.groups(), 3);
    }

    /// Operands dy, x, gamma if scale.
    static StepKernel groupNormInputGradient(GroupNormInputGradient op, Call call, Workspaces workspaces) {
        var text = text("groupgrad", call, op.groups(), op.eps(), workspaces);
        String dy = text.reads(call.input(0));
        String x = text.reads(call.input(1));
        String gamma = op.scale() ? text.reads(call.input(2)) : "nullptr";
        String dx = text.writes(call.output());
        text.line("groupNormGradient<ENTRY_group>(block, %s, %s, %s, %s, shared);", dy, x, gamma, dx);
        return launch(text, call, op.groups(), 5);
    }

    /// Operands dy, x.
    static List<StepKernel> groupNormScaleGradient(GroupNormScaleGradient op, Call call, Workspaces workspaces) {
        Operand x = call.input(1);
        View sums = workspaces.allocate(
                "partial_sums", DataType.F32, List.of(x.dims().getFirst(), x.columns()));
        var text = text("groupscale", call, op.groups(), op.eps(), workspaces);
        String dy = text.reads(call.input(0));
        String from = text.reads(x);
        String parts = text.writes(sums);
        text.line("groupNormScaleGradient<ENTRY_group>(block, %s, %s, %s, shared);", dy, from, parts);
        StepKernel first = launch(text, call, op.groups(), 4);
        return List.of(first, ReductionKernels.combine(sums, call.output(), 1, workspaces));
    }

    private static KernelText text(String kind, Call call, int groups, double eps, Workspaces workspaces) {
        Operand x = call.input(0);
        int positions = x.rows() / x.dims().getFirst();
        var text = new KernelText(workspaces, kind, call.writes(), Library.NORMALIZERS);
        text.before("struct ENTRY_group {\n"
                + KernelText.constants("POSITIONS", positions, "WIDTH", x.columns() / groups, "CHANNELS", x.columns())
                + function("eps", eps) + "};");
        text.shared(96);
        return text;
    }

    /// A float of a struct, as a function: floats cannot be static members there.
    private static String function(String name, double value) {
        return "    static BNC_DEVICE float " + name + "() { return " + KernelText.number(value) + "; }\n";
    }

    private static StepKernel launch(KernelText text, Call call, int groups, int flops) {
        Operand x = call.input(0);
        Dim3 grid = new Dim3(groups, x.dims().getFirst(), 1);
        return text.kernel(grid, THREADS, (long) flops * x.elements());
    }

    /// The attributes of local response norm and of its gradient.
    record LocalResponse(int size, double alpha, double beta, double k) {}

    static StepKernel lrn(LocalResponse op, Call call, Workspaces workspaces) {
        return lrn("lrn", "responseNorm", op, call, workspaces);
    }

    /// Operands dy, x.
    static StepKernel lrnGradient(LocalResponse op, Call call, Workspaces workspaces) {
        return lrn("lrngrad", "responseNormGradient", op, call, workspaces);
    }

    private static StepKernel lrn(String kind, String function, LocalResponse op, Call call, Workspaces workspaces) {
        Operand y = call.output();
        int before = (op.size - 1) / 2;
        long elements = y.elements();
        var text = new KernelText(workspaces, kind, call.writes(), Library.NORMALIZERS);
        text.before("struct ENTRY_around {\n"
                + KernelText.constants("BEFORE", before, "BEHIND", op.size - 1 - before, "CHANNELS", y.columns())
                + function("share", op.alpha / op.size)
                + function("beta", op.beta)
                + function("k", op.k) + "};");
        text.line("int i = block.x * %d + threadIdx.x;", THREADS);
        text.line("if (i >= %d) return;", elements);
        text.line("int row = i / %d, column = i %% %d;", y.columns(), y.columns());
        List<String> rows = call.inputs().stream()
                .map(o -> text.reads(o) + " + (long) row * " + o.stride())
                .toList();
        text.line(
                "%s[(long) row * %d + column] = %s<ENTRY_around>(%s, column);",
                text.writes(y), y.stride(), function, String.join(", ", rows));
        return text.kernel(KernelText.covering(elements, THREADS), THREADS, 2 * elements * op.size);
    }
}
