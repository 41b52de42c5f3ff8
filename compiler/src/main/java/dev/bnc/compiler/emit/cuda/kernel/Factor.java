package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.plan.Left;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Pack;
import java.util.List;

/// A factor of a product as CUDA C++ sees it.
///
/// @param operand what it reads
/// @param constants text before the kernel that the type names; empty for a plain matrix
/// @param type a type of `products.cuh`
/// @param alongDepth whether neighbours in memory are neighbours in depth
record Factor(Operand operand, String constants, String type, boolean alongDepth) {

    /// A left factor of `count` lines.
    static Factor left(Left left, Multiply product, Alignment alignment) {
        Operand x = left.operand();
        int m = product.m();
        int depth = product.depth();
        return switch (left) {
            case Left.Rows _ -> plain(x, "DepthMajor", m, x.stride(), lanes(alignment, x, depth));
            case Left.Columns _ -> plain(x, "LineMajor", m, x.stride(), lanes(alignment, x, m));
            case Left.Patches l -> sliding("Patches", l.operand(), l.window(), l.places(), alignment);
            case Left.Winograd l -> sliding("Patches", l.operand(), l.window(), l.places(), alignment);
            case Left.PatchColumns l -> sliding("PatchColumns", l.operand(), l.window(), l.places(), alignment);
            case Left.Cells l -> sliding("Cells", l.operand(), l.window(), l.cells(), alignment);
        };
    }

    /// A right factor: where it lies if that is possible, else as [PackKernels] left it.
    static Factor right(Right right, Multiply product, Alignment alignment) {
        int n = product.n();
        return switch (right) {
            case Right.Packed(Operand panels) -> {
                int stride = PackKernels.stride(n);
                yield plain(panels, "LineMajor", stride, stride, lanes(alignment, panels.flat(), stride));
            }
            case Right.InPlace(Pack pack, int depthStride) -> {
                Operand x = pack.source();
                Operand lines = depthStride == 1
                        ? new Operand(x.buffer(), x.start(), List.of(n, product.depth()), pack.columnStride())
                        : new Operand(x.buffer(), x.start(), List.of(product.depth(), n), depthStride);
                yield depthStride == 1
                        ? plain(x, "DepthMajor", n, pack.columnStride(), lanes(alignment, lines, product.depth()))
                        : plain(x, "LineMajor", n, depthStride, lanes(alignment, lines, n));
            }
        };
    }

    private static Factor plain(Operand x, String type, int count, int stride, int lanes) {
        String text = type + "<" + count + ", " + stride + ", " + lanes + ">";
        return new Factor(x, "", text, type.equals("DepthMajor"));
    }

    private static Factor sliding(String type, Operand x, Window window, Extent places, Alignment alignment) {
        int lanes = lanes(alignment, x, x.columns());
        return new Factor(
                x, window(x, window, places), type + "<ENTRY_window, " + lanes + ">", !type.equals("PatchColumns"));
    }

    private static int lanes(Alignment alignment, Operand x, int run) {
        return alignment.rows(x) && run % Alignment.WIDE == 0 ? Alignment.WIDE : 1;
    }

    /// The struct `ENTRY_window`: images, window, and the places (or cells) that lines count.
    static String window(Operand x, Window window, Extent places) {
        return "struct ENTRY_window {\n"
                + KernelText.constants(
                        "IMAGES", x.dims().getFirst(),
                        "HEIGHT", x.dims().get(1),
                        "WIDTH", x.dims().get(2),
                        "CHANNELS", x.columns(),
                        "STRIDE", x.stride(),
                        "PLACES_H", places.height(),
                        "PLACES_W", places.width())
                + KernelText.constants(
                        "KERNEL_H", window.kernel().height(),
                        "KERNEL_W", window.kernel().width(),
                        "STRIDE_H", window.stride().height(),
                        "STRIDE_W", window.stride().width(),
                        "TOP", window.padding().top(),
                        "LEFT", window.padding().left(),
                        "DILATION_H", window.dilation().height(),
                        "DILATION_W", window.dilation().width())
                + "};";
    }
}
