package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.kernel.Parameter.Access;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import java.util.List;

/// Matrix products: dense layers, convolutions and their gradients, the epilogue on each element before it is stored.
final class ProductKernels {
    private final Alignment alignment;
    private final Precision precision;

    ProductKernels(Alignment alignment, Precision precision) {
        this.alignment = alignment;
        this.precision = precision;
    }

    Launches product(Multiply product, Right right) {
        if (Depthwise.is(product)) {
            return new Depthwise(alignment).launches(product, right);
        }
        Factor left = Factor.left(product.left(), product, alignment);
        Factor other = Factor.right(right, product, alignment);
        Tiling tiling = Tiling.of(product.m(), product.n(), product.depth());
        int slices = tiling.used(product.depth());
        long cells = (long) product.m() * product.n();
        var text = new KernelText(kind(product), product.writes(), Library.FUNCTIONS, Library.PRODUCTS);
        text.before(left.constants() + "\n" + sizes(product, tiling));
        String a = text.reads(left.operand());
        String b = text.reads(other.operand());
        long flops = 2 * cells * product.depth();
        long bytes = 4L * (left.operand().elements() + (long) product.depth() * product.n());
        if (slices == 1) {
            EpilogueCode epilogue = EpilogueCode.declare(text, product);
            tile(text, tiling, left, other, epilogue.made(), a, b);
            var cost = new Launch.Cost(bytes + outside(product), flops + cells * epilogue.flops());
            return Launches.of(text.launch(grid(product, tiling, 1), tiling.threads(), cost));
        }
        long scratch = slices * cells;
        String parts = text.scratch(Access.WRITE, 0, scratch);
        text.before("""
                struct ENTRY_epilogue {
                    float* y;
                    BNC_DEVICE void put(int row, int column, float product) const {
                        y[(long) row * %d + column] = product;
                    }
                };
                """.formatted(product.n()));
        String slice = "ENTRY_epilogue epilogue = {" + parts + " + (long) blockIdx.z * " + cells + "};";
        tile(text, tiling, left, other, slice, a, b);
        Launch first = text.launch(
                grid(product, tiling, slices), tiling.threads(), new Launch.Cost(bytes + 4 * scratch, flops));
        return new Launches(List.of(first, meet(product, slices)), scratch);
    }

    /// Adds the slices in their order, then does the epilogue.
    static Launch meet(Multiply product, int slices) {
        long cells = (long) product.m() * product.n();
        var text = new KernelText("slices", product.writes(), Library.FUNCTIONS);
        String parts = text.scratch(Access.READ, 0, slices * cells);
        EpilogueCode epilogue = EpilogueCode.declare(text, product);
        text.line("int i = blockIdx.x * %d + threadIdx.x;", LoopKernels.THREADS);
        text.line("if (i >= %d) return;", cells);
        text.line("float sum = 0.0f;");
        text.line("for (int slice = 0; slice < %d; slice++) sum += %s[(long) slice * %d + i];", slices, parts, cells);
        text.line(epilogue.made());
        text.line("epilogue.put(i / %d, i %% %d, sum);", product.n(), product.n());
        var cost = new Launch.Cost(4 * slices * cells + outside(product), cells * (slices + epilogue.flops()));
        return text.launch(Grid.covering(cells, LoopKernels.THREADS), LoopKernels.THREADS, cost);
    }

    /// Bytes of what the epilogue reads and writes.
    private static long outside(Multiply product) {
        return 4L * product.target().elements()
                + 4L * product.epilogue().operands().stream().mapToLong(Operand::elements).sum();
    }

    private void tile(
            KernelText text, Tiling tiling, Factor left, Factor right, String epilogue, String a, String b) {
        String types = left.type() + ", " + right.type();
        String math = switch (precision) {
            case FLOAT32 -> "FloatMath<ENTRY_sizes, " + types + ">";
            case TF32 -> "TensorMath<ENTRY_sizes, " + types + ", false>";
            case BF16 -> "TensorMath<ENTRY_sizes, " + types + ", true>";
        };
        int shared = 2 * (Tiling.floats(tiling.m(), left.alongDepth()) + Tiling.floats(tiling.n(), right.alongDepth()));
        text.line("BNC_SHARED(%d);", shared);
        text.line(epilogue);
        text.line("product<ENTRY_sizes, %s, %s>(%s, %s, epilogue, shared);", types, math, a, b);
    }

    private String kind(Multiply product) {
        String form = product.left().getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
        return precision == Precision.FLOAT32 ? form : form + "_" + precision.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String sizes(Multiply product, Tiling tiling) {
        return "struct ENTRY_sizes {\n"
                + KernelText.constants(
                        "M", product.m(),
                        "N", product.n(),
                        "DEPTH", product.depth(),
                        "SLICE", tiling.slice(product.depth()),
                        "TILE_M", tiling.m(),
                        "TILE_N", tiling.n(),
                        "THREADS", tiling.threads())
                + "};";
    }

    private static Grid grid(Multiply product, Tiling tiling, int slices) {
        return new Grid(Math.ceilDiv(product.n(), tiling.n()), Math.ceilDiv(product.m(), tiling.m()), slices);
    }
}
