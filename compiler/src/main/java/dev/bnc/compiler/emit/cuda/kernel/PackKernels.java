package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.plan.Pack;
import java.util.List;

/// Right factors of products that do not lie as a matrix: filters. They become `[depth, columns]`, lines padded with
/// zeros, whatever panels the JVM's kernels would want.
final class PackKernels {
    private static final int PANEL = 32;

    private PackKernels() {}

    /// Floats from one row of a packed factor to the next. The plan's buffer is large enough for any kernel's panels.
    static int stride(int columns) {
        return Math.ceilDiv(columns, PANEL) * PANEL;
    }

    static Launch pack(Pack pack) {
        int stride = stride(pack.columns());
        long elements = (long) pack.depth() * stride;
        var text = new KernelText("pack", List.of(pack.target()));
        String from = text.reads(pack.source());
        String to = text.writes(pack.target());
        List<Integer> sizes = pack.depthSizes();
        List<Integer> strides = pack.depthStrides();
        text.line("int i = blockIdx.x * %d + threadIdx.x;", LoopKernels.THREADS);
        text.line("if (i >= %d) return;", elements);
        text.line("int column = i %% %d, k = i / %d;", stride, stride);
        text.line(
                "int from = k / %d * %d + k / %d %% %d * %d + k %% %d * %d + column * %d;",
                sizes.get(1) * sizes.get(2),
                strides.get(0),
                sizes.get(2),
                sizes.get(1),
                strides.get(1),
                sizes.get(2),
                strides.get(2),
                pack.columnStride());
        text.line("%s[i] = column < %d ? %s[from] : 0.0f;", to, pack.columns(), from);
        long bytes = 4 * (elements + (long) pack.depth() * pack.columns());
        return text.launch(Grid.covering(elements, LoopKernels.THREADS), LoopKernels.THREADS, new Launch.Cost(bytes, 0));
    }
}
