package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.launch.DataType;
import dev.bnc.compiler.emit.cuda.launch.Dim3;
import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Operand;
import java.util.ArrayList;
import java.util.List;

/// Softmax, cross-entropy and their gradients: a warp a row.
///
/// A label that is no class makes the loss and the row's gradient NaN; the JVM's kernels throw there.
final class SoftmaxKernels {
    private static final int THREADS = 256;
    private static final int LARGE = 1024;
    private static final int ROWS = THREADS / 32;
    /// Up to so many rows the loss is one block's work.
    private static final int SMALL = 1024;

    /// Up to so many rows the loss needs no more threads than other kernels, and can share a launch with them.
    private static final int FEW = 128;

    private SoftmaxKernels() {}

    static StepKernel softmax(Call call, Workspaces workspaces) {
        return rows("softmax", "softmaxRow", call, 3, workspaces);
    }

    static StepKernel logSoftmax(Call call, Workspaces workspaces) {
        return rows("logsoftmax", "logSoftmaxRow", call, 3, workspaces);
    }

    /// Operands dy, y.
    static StepKernel softmaxGradient(Call call, Workspaces workspaces) {
        return rows("softmaxgrad", "softmaxGradientRow", call, 4, workspaces);
    }

    /// Operands dy, y.
    static StepKernel logSoftmaxGradient(Call call, Workspaces workspaces) {
        return rows("logsoftmaxgrad", "logSoftmaxGradientRow", call, 4, workspaces);
    }

    private static StepKernel rows(String kind, String function, Call call, int flops, Workspaces workspaces) {
        Operand y = call.output();
        var text = new KernelText(workspaces, kind, call.writes(), Library.SOFTMAX);
        List<String> pointers = new ArrayList<>();
        for (Operand read : call.inputs()) {
            pointers.add(text.reads(read) + " + (long) row * " + read.stride());
        }
        pointers.add(text.writes(y) + " + (long) row * " + y.stride());
        text.before(sizes(y));
        text.line("int row = block.x * %d + threadIdx.x / 32;", ROWS);
        text.line("if (row >= %d) return;", y.rows());
        text.line("%s<ENTRY_row>(%s);", function, String.join(", ", pointers));
        return text.kernel(KernelText.covering(y.rows(), ROWS), THREADS, (long) flops * y.elements());
    }

    /// Operands dloss, logits, labels.
    static StepKernel crossEntropyGradient(Call call, Workspaces workspaces) {
        Operand x = call.input(1);
        Operand y = call.output();
        var text = new KernelText(workspaces, "lossgrad", call.writes(), Library.SOFTMAX);
        String dloss = text.reads(call.input(0));
        String logits = text.reads(x);
        String labels = text.reads(call.input(2));
        String dx = text.writes(y);
        text.before(sizes(x));
        text.line("int row = block.x * %d + threadIdx.x / 32;", ROWS);
        text.line("if (row >= %d) return;", y.rows());
        text.line(
                "lossGradientRow<ENTRY_row>(%s + (long) row * %d, %s[row], *%s * %s, %s + (long) row * %d);",
                logits, x.stride(), labels, dloss, KernelText.number(1.0 / x.rows()), dx, y.stride());
        return text.kernel(KernelText.covering(y.rows(), ROWS), THREADS, 5L * y.elements());
    }

    /// Operands logits, labels.
    static List<StepKernel> crossEntropy(Call call, Workspaces workspaces) {
        Operand x = call.input(0);
        int blocks = x.rows() <= SMALL ? 1 : Math.min(256, Math.ceilDiv(x.rows(), 4 * ROWS));
        double share = 1.0 / x.rows();
        var text = new KernelText(workspaces, "loss", call.writes(), Library.SOFTMAX);
        text.before(sizes(x));
        text.shared(64);
        text.line("Sum sum = losses<ENTRY_row>(block, %s, %s, shared);", text.reads(x), text.reads(call.input(1)));
        if (blocks == 1) {
            String mean = "sum.value() * " + KernelText.number(share);
            text.line("if (threadIdx.x == 0) *%s = %s;", text.writes(call.output()), mean);
            return List.of(text.kernel(Dim3.of(1), x.rows() <= FEW ? THREADS : LARGE, 3L * x.elements()));
        }
        View parts = workspaces.allocate("partial_sums", DataType.F32, List.of(2 * blocks));
        String to = text.writes(parts);
        text.line("if (threadIdx.x == 0) %s[2 * block.x] = sum.high, %s[2 * block.x + 1] = sum.low;", to, to);
        StepKernel first = text.kernel(Dim3.of(blocks), THREADS, 3L * x.elements());
        return List.of(first, ReductionKernels.total(parts, call.output(), share, workspaces));
    }

    private static String sizes(Operand x) {
        return "struct ENTRY_row {\n"
                + KernelText.constants("ROWS", x.rows(), "COLUMNS", x.columns(), "STRIDE", x.stride()) + "};";
    }
}
