package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.graph.op.DropoutMask;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Copy;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.runtime.kernel.Dropout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// What computes nothing or next to nothing: copies of boxes, labels, masks.
final class MoveKernels {
    private static final int THREADS = 256;

    private MoveKernels() {}

    /// One dimension of a box.
    private record Dimension(int size, int from, int to) {
        /// Whether this dimension goes on where `inner` ends, in both walks.
        boolean continues(Dimension inner) {
            return from == inner.from * inner.size && to == inner.to * inner.size;
        }
    }

    /// A thread moves one element, neighbours in the target by neighbouring threads.
    static StepKernel copy(Copy copy, Workspaces workspaces) {
        List<Dimension> box = dimensions(copy);
        long elements = copy.elements();
        var text = new KernelText(workspaces, "copy", copy.writes());
        String from = text.reads(copy.source());
        String to = text.writes(copy.target());
        text.line("int i = block.x * %d + threadIdx.x;", THREADS);
        text.line("if (i >= %d) return;", elements);
        text.line("long from = %d, to = %d;", copy.from().first(), copy.to().first());
        text.line("int rest = i;");
        for (Dimension dimension : box.reversed()) {
            text.line(
                    "{ int at = rest %% %d; rest /= %d; from += (long) at * %d; to += (long) at * %d; }",
                    dimension.size, dimension.size, dimension.from, dimension.to);
        }
        text.line("%s[to] = %s[from];", to, from);
        return text.kernel(KernelText.covering(elements, THREADS), THREADS, 0);
    }

    /// Dimensions of a box, outermost in the target first, those that lie in one piece joined.
    private static List<Dimension> dimensions(Copy copy) {
        List<Dimension> sorted = IntStream.range(0, copy.sizes().size())
                .mapToObj(d -> new Dimension(
                        copy.sizes().get(d),
                        copy.from().strides().get(d),
                        copy.to().strides().get(d)))
                .filter(d -> d.size > 1)
                .sorted(Comparator.comparingInt(Dimension::to).reversed())
                .toList();
        var joined = new ArrayList<Dimension>();
        for (Dimension dimension : sorted) {
            boolean goesOn = !joined.isEmpty() && joined.getLast().continues(dimension);
            joined.add(
                    goesOn
                            ? new Dimension(joined.removeLast().size * dimension.size, dimension.from, dimension.to)
                            : dimension);
        }
        return joined;
    }

    /// `x[n, c] -> [n, positions, c]`, the same at all positions.
    static StepKernel broadcastSpatial(Call call, Workspaces workspaces) {
        Operand x = call.input(0);
        Operand y = call.output();
        int positions = y.rows() / x.rows();
        long elements = y.elements();
        var text = new KernelText(workspaces, "spread", call.writes());
        String from = text.reads(x);
        String to = text.writes(y);
        rowAndColumn(text, y, elements);
        text.line(
                "%s[(long) row * %d + column] = %s[(long) (row / %d) * %d + column];",
                to, y.stride(), from, positions, x.stride());
        return text.kernel(KernelText.covering(elements, THREADS), THREADS, 0);
    }

    /// `labels[n] -> [n, classes]`: 1 in the place of the label.
    static StepKernel oneHot(Call call, Workspaces workspaces) {
        Operand y = call.output();
        long elements = y.elements();
        var text = new KernelText(workspaces, "onehot", call.writes());
        String from = text.reads(call.input(0));
        String to = text.writes(y);
        rowAndColumn(text, y, elements);
        text.line("%s[(long) row * %d + column] = %s[row] == (float) column ? 1.0f : 0.0f;", to, y.stride(), from);
        return text.kernel(KernelText.covering(elements, THREADS), THREADS, 0);
    }

    /// `step[] -> mask`: the same elements are dropped as by [Dropout] on the JVM.
    static StepKernel dropoutMask(DropoutMask op, Call call, Workspaces workspaces) {
        var dropout = new Dropout((float) op.rate(), op.seed(), op.stream());
        long elements = call.output().elements();
        var text = new KernelText(workspaces, "dropout", call.writes());
        String step = text.reads(call.input(0));
        String to = text.writes(call.output());
        text.before("""
                BNC_DEVICE u64 ENTRY_mix(u64 bits) {
                    u64 z = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9ull;
                    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
                    return z ^ (z >> 31);
                }
                BNC_DEVICE u32 ENTRY_scramble(u32 bits) {
                    u32 x = (bits ^ (bits >> 16)) * 0x7feb352du;
                    x = (x ^ (x >> 15)) * 0x846ca68bu;
                    return x ^ (x >> 16);
                }
                """);
        text.line("int i = block.x * %d + threadIdx.x;", THREADS);
        text.line("if (i >= %d) return;", elements);
        text.line(
                "u64 key = ENTRY_mix(ENTRY_mix(%sull) ^ (%sull | (u32) (int) *%s));",
                Long.toUnsignedString(op.seed() + 0x9e3779b97f4a7c15L),
                Long.toUnsignedString((long) op.stream() << 32),
                step);
        text.line("u32 hash = ENTRY_scramble(ENTRY_scramble(i * 0x9e3779b9u + (u32) key) ^ (u32) (key >> 32));");
        text.line("%s[i] = (hash >> 8) < %du ? 0.0f : %s;", to, dropout.threshold(), KernelText.number(dropout.kept()));
        return text.kernel(KernelText.covering(elements, THREADS), THREADS, 0);
    }

    private static void rowAndColumn(KernelText text, Operand y, long elements) {
        text.line("int i = block.x * %d + threadIdx.x;", THREADS);
        text.line("if (i >= %d) return;", elements);
        text.line("int row = i / %d, column = i %% %d;", y.columns(), y.columns());
    }
}
