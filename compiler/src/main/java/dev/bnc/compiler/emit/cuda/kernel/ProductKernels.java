package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.launch.DataType;
import dev.bnc.compiler.emit.cuda.launch.Dim3;
import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.plan.Left;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Right;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Matrix products: dense layers, convolutions and their gradients, the epilogue on each element before it is stored. Three
/// launches at most: one that packs the right factor, one that multiplies, one that adds the slices of a deep product.
final class ProductKernels {
    private final Precision precision;

    ProductKernels(Precision precision) {
        this.precision = precision;
    }

    List<StepKernel> of(Finish finish, Workspaces workspaces) {
        Multiply product = finish.product();
        if (!(product.right() instanceof Right.Strided right)) {
            throw new IllegalArgumentException("a device's plan packs nothing: " + product);
        }
        if (Depthwise.is(product)) {
            return Depthwise.of(product, right, workspaces);
        }
        var kernels = new ArrayList<StepKernel>();
        Optional<Factor> inPlace = Factor.right(right, product, workspaces);
        Factor factor;
        if (inPlace.isPresent()) {
            factor = inPlace.get();
        } else {
            DataType type = precision == Precision.BF16 ? DataType.BF16 : DataType.F32;
            View room = PackKernels.room(right, type, workspaces);
            kernels.add(PackKernels.pack(right, room, workspaces));
            factor = Factor.packed(room, type);
        }
        Tiling tiling = Tiling.of(product.m(), product.n(), product.depth());
        if (tiling.used(product.depth()) == 1) {
            kernels.add(whole(finish, factor, tiling, workspaces));
        } else {
            View parts = workspaces.allocate(
                    "slices", DataType.F32, List.of(tiling.used(product.depth()), product.m(), product.n()));
            kernels.add(slices(product, factor, tiling, parts, workspaces));
            kernels.add(meet(finish, parts, workspaces));
        }
        return List.copyOf(kernels);
    }

    private StepKernel whole(Finish finish, Factor right, Tiling tiling, Workspaces workspaces) {
        Multiply product = finish.product();
        Factor left = Factor.left(product, workspaces);
        var text = text(finish, List.of(left, right), tiling, workspaces);
        String a = text.reads(left.view());
        String b = text.reads(right.view());
        EpilogueCode epilogue = finish.declare(text);
        tile(text, List.of(left, right), epilogue.made(), List.of(a, b));
        long cells = (long) product.m() * product.n();
        return text.kernel(
                grid(product, tiling, 1), tiling.threads(), cells * (2L * product.depth() + epilogue.flops()));
    }

    private StepKernel slices(
            Multiply product, Factor right, Tiling tiling, View parts, Workspaces workspaces) {
        Factor left = Factor.left(product, workspaces);
        var text = text(new Finish.Stored(product), List.of(left, right), tiling, workspaces);
        String a = text.reads(left.view());
        String b = text.reads(right.view());
        text.before("""
                struct ENTRY_epilogue {
                    float* y;
                    BNC_DEVICE void put(int row, int column, float product) const {
                        y[(long) row * %d + column] = product;
                    }
                };
                """.formatted(product.n()));
        long cells = (long) product.m() * product.n();
        String made = "ENTRY_epilogue epilogue = {" + text.writes(parts) + " + (long) block.z * " + cells + "};";
        tile(text, List.of(left, right), made, List.of(a, b));
        int slices = parts.dims().getFirst();
        return text.kernel(grid(product, tiling, slices), tiling.threads(), 2 * cells * product.depth());
    }

    /// Adds the slices in their order, then finishes.
    ///
    /// @param parts `[slices, m, n]`
    static StepKernel meet(Finish finish, View parts, Workspaces workspaces) {
        Multiply product = finish.product();
        long cells = (long) product.m() * product.n();
        int slices = parts.dims().getFirst();
        var text = new KernelText(workspaces, "slices", finish.writes(), Library.FUNCTIONS);
        String from = text.reads(parts);
        EpilogueCode epilogue = finish.declare(text);
        text.line("int i = block.x * %d + threadIdx.x;", LoopKernels.THREADS);
        text.line("if (i >= %d) return;", cells);
        text.line("float sum = 0.0f;");
        text.line("for (int slice = 0; slice < %d; slice++) sum += %s[(long) slice * %d + i];", slices, from, cells);
        text.line(epilogue.made());
        text.line("epilogue.put(i / %d, i %% %d, sum);", product.n(), product.n());
        return text.kernel(
                KernelText.covering(cells, LoopKernels.THREADS),
                LoopKernels.THREADS,
                cells * (slices + epilogue.flops()));
    }

    private KernelText text(Finish finish, List<Factor> factors, Tiling tiling, Workspaces workspaces) {
        Multiply product = finish.product();
        var text = new KernelText(workspaces, kind(product), finish.writes(), Library.FUNCTIONS, Library.PRODUCTS);
        text.before(factors.getFirst().constants());
        int stage = Tiling.floats(tiling.m(), factors.getFirst().alongDepth())
                + Tiling.floats(tiling.n(), factors.getLast().alongDepth());
        int stages = tiling.stages(product.depth(), stage);
        text.before("struct ENTRY_sizes {\n"
                + KernelText.constants(
                        "M", product.m(),
                        "N", product.n(),
                        "DEPTH", product.depth(),
                        "SLICE", tiling.slice(product.depth()),
                        "TILE_M", tiling.m(),
                        "TILE_N", tiling.n(),
                        "THREADS", tiling.threads(),
                        "STAGES", stages)
                + "};");
        text.shared(stages * stage);
        return text;
    }

    private void tile(KernelText text, List<Factor> factors, String epilogue, List<String> pointers) {
        Factor left = factors.getFirst();
        Factor right = factors.getLast();
        String types = left.type() + ", " + right.type();
        String math = switch (precision) {
            case FLOAT32 -> "FloatMath<ENTRY_sizes, " + types + ">";
            case TF32 -> "TensorMath<ENTRY_sizes, " + types + ", false>";
            case BF16 ->
                "TensorMath<ENTRY_sizes, " + types + ", true, " + text.element(left.view()) + ", "
                        + text.element(right.view()) + ">";
        };
        text.line(epilogue);
        text.line(
                "product<ENTRY_sizes, %s, %s>(block, %s, epilogue, shared);", types, math, String.join(", ", pointers));
    }

    private String kind(Multiply product) {
        String form = switch (product.left()) {
            case Left.Rows _, Left.Columns _ -> "product";
            case Left.Patches _, Left.Winograd _ -> "conv";
            case Left.PatchColumns _ -> "conv_weights";
            case Left.Cells _, Left.WinogradCells _ -> "conv_input";
        };
        return precision == Precision.FLOAT32 ? form : form + "_" + precision.name().toLowerCase(Locale.ROOT);
    }

    private static Dim3 grid(Multiply product, Tiling tiling, int slices) {
        int across = Math.ceilDiv(product.n(), tiling.n());
        int down = Math.ceilDiv(product.m(), tiling.m());
        return new Dim3(Math.multiplyExact(across, down), 1, slices);
    }
}
