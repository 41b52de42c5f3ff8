package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.launch.DataType;
import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.plan.Right;
import java.util.List;

/// Right factors of products that do not lie as a matrix, filters above all, become one: `[depth, columns]`, rows padded
/// with zeros to whole 16 bytes.
final class PackKernels {
    private PackKernels() {}

    /// Room for a packed factor of that type.
    static View room(Right.Strided right, DataType type, Workspaces workspaces) {
        int depth = right.depthSizes().stream().reduce(1, Math::multiplyExact);
        int wide = Alignment.BYTES / type.bytes();
        int stride = Math.ceilDiv(right.columns(), wide) * wide;
        return workspaces.allocate("packed", type, List.of(depth, stride));
    }

    /// Packs a factor.
    static StepKernel pack(Right.Strided right, View target, Workspaces workspaces) {
        int stride = target.columns();
        long elements = target.elements();
        var text = new KernelText(workspaces, "pack", List.of());
        String from = text.reads(right.operand());
        String to = text.writes(target);
        List<Integer> sizes = right.depthSizes();
        List<Integer> strides = right.depthStrides();
        text.line("int i = block.x * %d + threadIdx.x;", LoopKernels.THREADS);
        text.line("if (i >= %d) return;", elements);
        text.line("int column = i %% %d, k = i / %d;", stride, stride);
        text.line("int outer = k / %d, middle = k / %d %% %d;", sizes.get(1) * sizes.get(2), sizes.get(2), sizes.get(1));
        text.line("int from = outer * %d + middle * %d;", strides.get(0), strides.get(1));
        text.line("from += k %% %d * %d + column * %d;", sizes.get(2), strides.get(2), right.columnStride());
        text.line("%s[i] = column < %d ? %s[from] : 0.0f;", to, right.columns(), from);
        return text.kernel(KernelText.covering(elements, LoopKernels.THREADS), LoopKernels.THREADS, 0);
    }
}
