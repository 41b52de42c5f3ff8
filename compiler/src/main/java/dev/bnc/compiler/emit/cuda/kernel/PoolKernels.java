package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.launch.Dim3;
import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Operand;
import java.util.List;

/// Pools and their gradients.
final class PoolKernels {
    private static final int THREADS = 256;

    private PoolKernels() {}

    /// Which cells divide an average.
    enum Divisor {
        /// Those inside the image.
        CELLS,
        /// All of the window.
        WINDOW
    }

    static StepKernel maxPool(Window window, Call call, Workspaces workspaces) {
        return each(places("maxpool", window, Divisor.CELLS, call, workspaces), "maxPool", call, window);
    }

    static StepKernel avgPool(Window window, Divisor divisor, Call call, Workspaces workspaces) {
        return each(places("avgpool", window, divisor, call, workspaces), "avgPool", call, window);
    }

    /// Operands dy, x.
    static StepKernel maxPoolGradient(Window window, Call call, Workspaces workspaces) {
        return each(cells("maxgrad", window, Divisor.CELLS, call, workspaces), "maxPoolGradient", call, window);
    }

    /// Operand dy.
    static StepKernel avgPoolGradient(Window window, Divisor divisor, Call call, Workspaces workspaces) {
        return each(cells("avggrad", window, divisor, call, workspaces), "avgPoolGradient", call, window);
    }

    private static KernelText places(String kind, Window window, Divisor divisor, Call call, Workspaces workspaces) {
        Operand x = call.input(0);
        Operand y = call.output();
        var text = new KernelText(workspaces, kind, call.writes(), Library.POOLS);
        text.before(sizes(x, y, window, divisor, new int[] {x.stride(), y.stride()}));
        return text;
    }

    private static KernelText cells(String kind, Window window, Divisor divisor, Call call, Workspaces workspaces) {
        Operand dy = call.input(0);
        Operand dx = call.output();
        int stride = call.inputs().getLast().stride();
        var text = new KernelText(workspaces, kind, call.writes(), Library.POOLS);
        text.before(sizes(dx, dy, window, divisor, new int[] {stride, dy.stride()}));
        return text;
    }

    /// A thread for each row and one or four columns of the output.
    private static StepKernel each(KernelText text, String function, Call call, Window window) {
        Operand to = call.output();
        boolean wide = to.columns() % Alignment.WIDE == 0
                && Alignment.rows(to)
                && call.inputs().stream().allMatch(Alignment::rows);
        int lanes = wide ? Alignment.WIDE : 1;
        int across = to.columns() / lanes;
        long threads = (long) to.rows() * across;
        String reads = String.join(", ", call.inputs().stream().map(text::reads).toList());
        String target = text.writes(to);
        text.line("int i = block.x * %d + threadIdx.x;", THREADS);
        text.line("if (i >= %d) return;", threads);
        text.line("int row = i / %d, column = i %% %d * %d;", across, across, lanes);
        text.line(
                "store(%s + (long) row * %d + column, %s<ENTRY_window, %d>(%s, row, column));",
                target, to.stride(), function, lanes, reads);
        long flops = (long) to.elements()
                * window.kernel().height()
                * window.kernel().width();
        return text.kernel(KernelText.covering(threads, THREADS), THREADS, flops);
    }

    /// @param strides of the images and of dy
    private static String sizes(Operand images, Operand places, Window window, Divisor divisor, int[] strides) {
        Extent extent = new Extent(places.dims().get(1), places.dims().get(2));
        String all = Factor.window(images, window, extent);
        String more = KernelText.constants(
                "X_STRIDE", strides[0], "DY_STRIDE", strides[1], "COUNT_PADDING", divisor == Divisor.WINDOW ? 1 : 0);
        return all.substring(0, all.length() - 2) + more + "};";
    }

    /// `x[n, positions, c] -> [n, c]`.
    static StepKernel spatialSum(Call call, Workspaces workspaces) {
        var text = global("spatialsum", call, call.input(0), List.of(), workspaces);
        text.line("float sum = spatialSum<ENTRY_image>(block, p0, shared);");
        text.line("int column = block.x * 32 + threadIdx.x;");
        text.line(
                "if (threadIdx.x < 32 && column < %d) p1[(long) block.y * %d + column] = sum;",
                call.output().columns(), call.output().stride());
        return globalKernel(text, call.input(0));
    }

    static StepKernel globalMax(Call call, Workspaces workspaces) {
        var text = global("globalmax", call, call.input(0), List.of(), workspaces);
        text.line("float largest = globalMax<ENTRY_image>(block, p0, shared).value;");
        text.line("int column = block.x * 32 + threadIdx.x;");
        text.line(
                "if (threadIdx.x < 32 && column < %d) p1[(long) block.y * %d + column] = largest;",
                call.output().columns(), call.output().stride());
        return globalKernel(text, call.input(0));
    }

    /// Operands dy, x: the first largest cell of each channel gets its `dy`, the others 0.
    static StepKernel globalMaxGradient(Call call, Workspaces workspaces) {
        Operand dy = call.input(0);
        Operand x = call.input(1);
        var text = global("globalmaxgrad", call, x, List.of(dy), workspaces);
        text.line("int first = globalMax<ENTRY_image>(block, p1, shared).position;");
        text.line("int column = block.x * 32 + threadIdx.x % 32;");
        text.line("if (column >= %d) return;", x.columns());
        text.line("float d = p0[(long) block.y * %d + column];", dy.stride());
        text.line("for (int p = threadIdx.x / 32; p < ENTRY_image::POSITIONS; p += %d) {", THREADS / 32);
        text.line(
                "p2[((long) block.y * ENTRY_image::POSITIONS + p) * %d + column] = p == first ? d : 0.0f;",
                call.output().stride());
        text.line("}");
        return globalKernel(text, x);
    }

    private static KernelText global(String kind, Call call, Operand x, List<Operand> before, Workspaces workspaces) {
        var text = new KernelText(workspaces, kind, call.writes(), Library.POOLS);
        before.forEach(text::reads);
        text.reads(x);
        text.writes(call.output());
        int positions = x.rows() / x.dims().getFirst();
        text.before("struct ENTRY_image {\n"
                + KernelText.constants("POSITIONS", positions, "COLUMNS", x.columns(), "STRIDE", x.stride()) + "};");
        text.shared(2 * THREADS);
        return text;
    }

    private static StepKernel globalKernel(KernelText text, Operand x) {
        Dim3 grid = new Dim3(Math.ceilDiv(x.columns(), 32), x.dims().getFirst(), 1);
        return text.kernel(grid, THREADS, x.elements());
    }
}
