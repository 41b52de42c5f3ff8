package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.launch.Dim3;
import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.runtime.kernel.Quantiles;
import dev.bnc.runtime.kernel.Rows;

/// Quantiles of channels and their gradients: a block for each channel.
final class QuantileKernels {
    private static final int THREADS = 256;
    private static final int PASSES = 32;

    private QuantileKernels() {}

    /// Operand x.
    static StepKernel quantile(double quantile, Call call, Workspaces workspaces) {
        Operand x = call.input(0);
        Quantiles shape = shape(x, quantile);
        var text = text("quantile", call, shape, 0, workspaces);
        String from = text.reads(x);
        String to = text.writes(call.output());
        text.line("float found = quantile<ENTRY_quantile>(%s + block.x, shared);", from);
        text.line("if (threadIdx.x == 0) %s[block.x] = found;", to);
        return launch(text, x);
    }

    /// Operands dy, x.
    static StepKernel gradient(double quantile, Call call, Workspaces workspaces) {
        Operand x = call.input(1);
        var text = text("quantilegrad", call, shape(x, quantile), call.output().stride(), workspaces);
        String dy = text.reads(call.input(0));
        String from = text.reads(x);
        String to = text.writes(call.output());
        text.line("quantileGradient<ENTRY_quantile>(%s[block.x], %s + block.x, %s + block.x, shared);", dy, from, to);
        return launch(text, x);
    }

    private static Quantiles shape(Operand x, double quantile) {
        return Quantiles.of(new Rows(x.rows(), x.columns()), quantile);
    }

    /// @param to stride of what is written, where that is a matrix
    private static KernelText text(String kind, Call call, Quantiles shape, int to, Workspaces workspaces) {
        Operand x = call.inputs().getLast();
        var text = new KernelText(workspaces, kind, call.writes(), Library.QUANTILES);
        text.before("struct ENTRY_quantile {\n"
                + KernelText.constants("ROWS", x.rows(), "STRIDE", x.stride(), "STRIDE_TO", to)
                + KernelText.constants("LOWER", shape.lower(), "BETWEEN", shape.share() > 0 ? 1 : 0)
                + "    static BNC_DEVICE float share() { return " + KernelText.number(shape.share()) + "; }\n};");
        text.shared(THREADS);
        return text;
    }

    private static StepKernel launch(KernelText text, Operand x) {
        return text.kernel(Dim3.of(x.columns()), THREADS, (long) PASSES * x.elements());
    }
}
