package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.launch.DataType;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.plan.Left;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Right;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A factor of a product as CUDA C++ sees it.
///
/// @param view what it reads
/// @param constants text before the kernel that the type names; empty for a plain matrix
/// @param type a type of `products.cuh`
/// @param alongDepth whether neighbours in memory are neighbours in depth
record Factor(View view, String constants, String type, boolean alongDepth) {

    /// The left factor.
    static Factor left(Multiply product, Workspaces memory) {
        Operand x = product.left().operand();
        DataType type = memory.type(x.buffer());
        int m = product.m();
        int depth = product.depth();
        return switch (product.left()) {
            case Left.Rows _ -> plain(x, "DepthMajor", m, Alignment.lanes(x, depth, type));
            case Left.Columns _ -> plain(x, "LineMajor", m, Alignment.lanes(x, m, type));
            case Left.Patches l -> sliding("Patches", type, window(x, l.window(), l.places()), x);
            case Left.PatchColumns l -> sliding("PatchColumns", type, window(x, l.window(), l.places()), x);
            case Left.Cells l -> sliding("Cells", type, window(x, l.window(), l.cells()), x);
            case Left.Winograd _, Left.WinogradCells _ -> throw new IllegalArgumentException("a device's plan has no " + product);
        };
    }

    /// The right factor where it lies, if it can be read there a line or a column at a time.
    static Optional<Factor> right(Right.Strided right, Multiply product, Workspaces memory) {
        OptionalInt distance = right.depthStride();
        Operand x = right.operand();
        DataType type = memory.type(x.buffer());
        int n = product.n();
        int depth = product.depth();
        if (distance.isPresent() && distance.getAsInt() == 1) {
            Operand lines = new Operand(x.buffer(), x.start(), List.of(n, depth), Math.max(depth, right.columnStride()));
            return Optional.of(plain(lines, "DepthMajor", n, Alignment.lanes(lines, depth, type)).over(x));
        }
        if (distance.isPresent() && right.columnStride() == 1) {
            Operand lines = new Operand(x.buffer(), x.start(), List.of(depth, n), distance.getAsInt());
            return Optional.of(plain(lines, "LineMajor", n, Alignment.lanes(lines, n, type)).over(x));
        }
        return Optional.empty();
    }

    /// A right factor that [PackKernels] packed.
    static Factor packed(View packed, DataType type) {
        int stride = packed.columns();
        int lanes = Alignment.BYTES / type.bytes();
        return new Factor(packed, "", "LineMajor<" + stride + ", " + stride + ", " + lanes + ">", false);
    }

    private Factor over(Operand operand) {
        return new Factor(View.of(operand), constants, type, alongDepth);
    }

    private static Factor plain(Operand x, String type, int count, int lanes) {
        String text = type + "<" + count + ", " + x.stride() + ", " + lanes + ">";
        return new Factor(View.of(x), "", text, type.equals("DepthMajor"));
    }

    private static Factor sliding(String form, DataType type, String window, Operand x) {
        int lanes = Alignment.lanes(x, x.columns(), type);
        return new Factor(
                View.of(x), window, form + "<ENTRY_window, " + lanes + ">", !form.equals("PatchColumns"));
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
