package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.plan.Left;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Right;
import dev.bnc.compiler.plan.Step;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Products of few rows, dense layers' at small batches above all, that a block can do for its columns alone. So they can be the
/// first step of a run ([ColumnRuns]): the statistics and the normalization that follow find the columns whole. They are computed in
/// single precision, in plans for tf32 too.
final class LayerProducts {
    private static final int FEWEST_ROWS = 8;
    private static final int MOST_ROWS = 128;
    private static final int DEEPEST = 1024;
    private static final int CHUNK = 32;
    /// Floats of static shared memory that a block takes at most, of 12,288.
    private static final int SHARED = 10_240;

    private LayerProducts() {}

    /// Whether a run can begin with the step.
    static boolean is(Step step) {
        return step instanceof Multiply product
                && product.left() instanceof Left.Rows
                && product.right() instanceof Right.Strided right
                && product.m() >= FEWEST_ROWS
                && product.m() <= MOST_ROWS
                && product.depth() <= DEEPEST
                && product.target().dims().size() == 2
                && distance(right).isPresent();
    }

    private static OptionalInt distance(Right.Strided right) {
        return right.depthStride();
    }

    /// What a block does of a product.
    ///
    /// @param name of the product in the kernel
    /// @param block the variable that says which block it is
    /// @param width columns of a block, a power of two
    record Tile(String name, String block, int width) {}

    /// Emits it into a kernel.
    static void emit(KernelText text, Multiply product, Tile tile, Names names) {
        Operand a = product.left().operand().matrix();
        Right.Strided right = (Right.Strided) product.right();
        int stage = (product.m() + tile.width) * (CHUNK + 4);
        int stages = Math.clamp(Math.ceilDiv(product.depth(), CHUNK), 2, Math.clamp(SHARED / stage, 2, 8));
        boolean wide = Alignment.rows(a) && product.depth() % Alignment.WIDE == 0;
        String sizes = "ENTRY_" + tile.name;
        text.before("struct " + sizes + " {\n"
                + KernelText.constants(
                        "M", product.m(),
                        "N", product.n(),
                        "DEPTH", product.depth(),
                        "WIDTH", tile.width,
                        "LEFT_STRIDE", a.stride(),
                        "LEFT_LANES", wide ? Alignment.WIDE : 1,
                        "RIGHT_LINE", right.columnStride(),
                        "RIGHT_DEPTH", distance(right).orElseThrow(),
                        "STAGES", stages)
                + "};");
        text.shared(Math.max(3 * ColumnTiles.THREADS, stages * stage));
        List<String> pointers = Stream.concat(
                        product.epilogue().operands().stream(), Stream.of(product.target()))
                .map(names::of)
                .toList();
        EpilogueCode epilogue = EpilogueCode.over(text, product, tile.name + "_epilogue", pointers);
        text.line(epilogue.made());
        text.line(
                "LayerProduct<%s>::run(%s, %s, %s, %s_epilogue, shared);",
                sizes, tile.block, names.of(product.left().operand()), names.of(right.operand()), tile.name);
    }

    /// The kernel's pointers.
    @FunctionalInterface
    interface Names {
        /// That to an operand.
        String of(Operand operand);
    }
}
