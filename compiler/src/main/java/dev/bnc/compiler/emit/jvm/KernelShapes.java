package dev.bnc.compiler.emit.jvm;

import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.plan.Copy;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Pack;
import dev.bnc.runtime.kernel.RightMatrix;
import dev.bnc.runtime.kernel.StridedCopy;
import java.util.List;

/// A plan's sizes in the words of runtime's kernels.
final class KernelShapes {
    private KernelShapes() {}

    /// A window sliding over images `x [n, h, w, c]`; one place for each cell of `y`.
    static dev.bnc.runtime.kernel.Window window(Window window, Operand x, Operand y) {
        return window(window, x.dims(), y.dims());
    }

    /// As above, from the dimensions of both; the channels are those of `x`.
    static dev.bnc.runtime.kernel.Window window(Window window, List<Integer> x, List<Integer> y) {
        return new dev.bnc.runtime.kernel.Window(
                x.get(0),
                x.get(1),
                x.get(2),
                x.get(3),
                y.get(1),
                y.get(2),
                window.kernel().height(),
                window.kernel().width(),
                window.stride().height(),
                window.stride().width(),
                window.padding().top(),
                window.padding().left(),
                window.dilation().height(),
                window.dilation().width());
    }

    static RightMatrix rightMatrix(Pack pack) {
        return new RightMatrix(
                pack.depthSizes().get(0),
                pack.depthSizes().get(1),
                pack.depthSizes().get(2),
                pack.depthStrides().get(0),
                pack.depthStrides().get(1),
                pack.depthStrides().get(2),
                pack.columns(),
                pack.columnStride());
    }

    static Made<StridedCopy> copy(Copy copy) {
        return Made.byFactory(
                StridedCopy.class,
                "of",
                ints(copy.sizes()),
                ints(copy.from().strides()),
                ints(copy.to().strides()));
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}
