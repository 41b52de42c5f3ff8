package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.kernel.Parameter.Access;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Operand;
import java.util.ArrayList;
import java.util.List;

/// Softmax, cross-entropy and their gradients: a warp a row.
///
/// A label that is no class makes the loss and the row's gradient NaN; the JVM's kernels throw there.
final class SoftmaxKernels {
    private static final int THREADS = 256;
    private static final int ROWS = THREADS / 32;
    /// Up to so many rows the loss is one block's work.
    private static final int SMALL = 1024;

    private SoftmaxKernels() {}

    static Launch softmax(Call call) {
        return rows("softmax", "softmaxRow", call, 3);
    }

    static Launch logSoftmax(Call call) {
        return rows("logsoftmax", "logSoftmaxRow", call, 3);
    }

    /// Operands dy, y.
    static Launch softmaxGradient(Call call) {
        return rows("softmaxgrad", "softmaxGradientRow", call, 4);
    }

    /// Operands dy, y.
    static Launch logSoftmaxGradient(Call call) {
        return rows("logsoftmaxgrad", "logSoftmaxGradientRow", call, 4);
    }

    private static Launch rows(String kind, String function, Call call, int flops) {
        Operand y = call.output();
        var text = new KernelText(kind, call.writes(), Library.SOFTMAX);
        List<String> pointers = new ArrayList<>();
        for (Operand read : call.inputs()) {
            pointers.add(text.reads(read) + " + (long) row * " + read.stride());
        }
        pointers.add(text.writes(y) + " + (long) row * " + y.stride());
        text.before(sizes(y));
        text.line("int row = blockIdx.x * %d + threadIdx.x / 32;", ROWS);
        text.line("if (row >= %d) return;", y.rows());
        text.line("%s<ENTRY_row>(%s);", function, String.join(", ", pointers));
        long floats = call.inputs().stream().mapToLong(Operand::elements).sum() + y.elements();
        var cost = new Launch.Cost(4 * floats, (long) flops * y.elements());
        return text.launch(Grid.covering(y.rows(), ROWS), THREADS, cost);
    }

    /// Operands dloss, logits, labels.
    static Launch crossEntropyGradient(Call call) {
        Operand x = call.input(1);
        Operand y = call.output();
        var text = new KernelText("lossgrad", call.writes(), Library.SOFTMAX);
        String dloss = text.reads(call.input(0));
        String logits = text.reads(x);
        String labels = text.reads(call.input(2));
        String dx = text.writes(y);
        text.before(sizes(x));
        text.line("int row = blockIdx.x * %d + threadIdx.x / 32;", ROWS);
        text.line("if (row >= %d) return;", y.rows());
        text.line(
                "lossGradientRow<ENTRY_row>(%s + (long) row * %d, %s[row], *%s * %s, %s + (long) row * %d);",
                logits, x.stride(), labels, dloss, KernelText.number(1.0 / x.rows()), dx, y.stride());
        long floats = (long) x.elements() + y.elements() + x.rows();
        var cost = new Launch.Cost(4 * floats, 5L * y.elements());
        return text.launch(Grid.covering(y.rows(), ROWS), THREADS, cost);
    }

    /// Operands logits, labels.
    static Launches crossEntropy(Call call) {
        Operand x = call.input(0);
        int blocks = x.rows() <= SMALL ? 1 : Math.min(256, Math.ceilDiv(x.rows(), 4 * ROWS));
        String mean = "sum.value() * " + KernelText.number(1.0 / x.rows());
        var text = new KernelText("loss", call.writes(), Library.SOFTMAX);
        text.before(sizes(x));
        text.line("BNC_SHARED(64);");
        text.line("Sum sum = losses<ENTRY_row>(%s, %s, shared);", text.reads(x), text.reads(call.input(1)));
        var cost = new Launch.Cost(4L * (x.elements() + x.rows()), 3L * x.elements());
        if (blocks == 1) {
            text.line("if (threadIdx.x == 0) *%s = %s;", text.writes(call.output()), mean);
            return Launches.of(text.launch(Grid.of(1), Launch.MOST_THREADS, cost));
        }
        String parts = text.scratch(Access.WRITE, 0, 2L * blocks);
        text.line("if (threadIdx.x == 0) %s[2 * blockIdx.x] = sum.high, %s[2 * blockIdx.x + 1] = sum.low;", parts, parts);
        Launch first = text.launch(Grid.of(blocks), THREADS, cost);
        var second = new KernelText("lossmean", call.writes());
        String from = second.scratch(Access.READ, 0, 2L * blocks);
        second.line("BNC_SHARED(64);");
        second.line("Sum sum = emptySum();");
        second.line("for (int i = threadIdx.x; i < %d; i += %d) sum.add(%s[i]);", 2 * blocks, THREADS, from);
        second.line("sum = blockSum(sum, shared);");
        second.line("if (threadIdx.x == 0) *%s = %s;", second.writes(call.output()), mean);
        Launch last = second.launch(Grid.of(1), THREADS, new Launch.Cost(8L * blocks + 4, 2L * blocks));
        return new Launches(List.of(first, last), 2L * blocks);
    }

    private static String sizes(Operand x) {
        return "struct ENTRY_row {\n"
                + KernelText.constants("ROWS", x.rows(), "COLUMNS", x.columns(), "STRIDE", x.stride()) + "};";
    }
}
