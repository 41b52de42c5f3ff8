package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.launch.DataType;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.graph.op.CrossEntropy;
import dev.bnc.compiler.graph.op.CrossEntropyGradient;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Left;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Step;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A small product that makes logits, their loss and its gradient: what one block can do alone, the first steps
/// of a run.
///
/// Where the run goes on ([ColumnRuns]) with the product that carries the gradient back, each block needs the
/// gradient of all rows. So each does these steps for itself, which takes no longer than if one did them for
/// all, as long as the blocks all run at once. The first writes to the plan's buffers, the others to rooms of
/// their own.
record LastLayer(Multiply product, Call loss, Call gradient) {
    static final int STEPS = 3;
    private static final int MOST_CLASSES = 32;
    /// Multiply-adds of a block, those that are for nothing included. By arithmetic (8 clocks for 16 of each
    /// lane of a warp, shared memory being what they wait for) some 2 us: less than the two launches that are
    /// saved.
    private static final long MOST_WORK = 1 << 18;
    /// Blocks that are under way at once: one for each multiprocessor.
    private static final int MOST_BLOCKS = Tiling.PROCESSORS;

    /// The layer that the three steps are, if they are one.
    static Optional<LastLayer> of(Multiply product, Call loss, Call gradient) {
        Operand logits = product.target();
        boolean losses = loss.op() instanceof CrossEntropy
                && gradient.op() instanceof CrossEntropyGradient
                && loss.input(0).equals(logits)
                && gradient.input(1).equals(logits)
                && loss.input(1).equals(gradient.input(2));
        boolean small = LayerProducts.is(product)
                && product.n() <= MOST_CLASSES
                && (long) product.m() * width(product) * product.depth() <= MOST_WORK;
        boolean dense = logits.contiguous() && gradient.output().contiguous();
        return losses && small && dense ? Optional.of(new LastLayer(product, loss, gradient)) : Optional.empty();
    }

    /// The layer that a run begins with, if it does with one.
    static Optional<LastLayer> of(List<Step> steps) {
        return steps.size() >= STEPS
                        && steps.get(0) instanceof Multiply product
                        && steps.get(1) instanceof Call loss
                        && steps.get(2) instanceof Call gradient
                ? of(product, loss, gradient)
                : Optional.empty();
    }

    private static int width(Multiply product) {
        return product.n() == 1 ? 1 : 2 * Integer.highestOneBit(product.n() - 1);
    }

    /// How many of some steps that work column by column go on where the layer ends: none, or the product that
    /// has its gradient as left factor and what follows it. No other block may write what this one reads.
    int followers(List<Step> steps) {
        boolean begins = !steps.isEmpty()
                && steps.getFirst() instanceof Multiply back
                && back.left() instanceof Left.Rows(Operand dy)
                && dy.equals(gradient.output())
                && LayerProducts.is(back)
                && ColumnProgram.tiles(steps).blocks() <= MOST_BLOCKS;
        int count = 0;
        while (begins && count < steps.size() && follows(steps.get(count))) {
            count++;
        }
        return count;
    }

    private boolean follows(Step step) {
        List<Step> own = List.of(product, loss, gradient);
        List<Operand> written = own.stream().flatMap(s -> s.writes().stream()).toList();
        Stream<Operand> touched = Stream.concat(written.stream(), own.stream().flatMap(s -> s.reads().stream()));
        Operand whole = ColumnRuns.flat(gradient.output());
        return touched.noneMatch(t -> step.writes().stream().anyMatch(t::overlaps))
                && step.reads().stream()
                        .allMatch(r -> ColumnRuns.flat(r).equals(whole)
                                || written.stream().noneMatch(r::overlaps));
    }

    /// Emits it into a kernel of so many blocks; `gradient` is then a pointer to the block's own.
    void emit(KernelText text, int blocks, Workspaces workspaces, LayerProducts.Names names) {
        long cells = (long) product.m() * product.n();
        text.before("struct ENTRY_row {\n"
                + KernelText.constants("ROWS", product.m(), "COLUMNS", product.n(), "STRIDE", product.n()) + "};");
        text.line("float* logits = %s;", names.of(product.target()));
        text.line("float* gradient = %s;", names.of(gradient.output()));
        if (blocks > 1) {
            View rooms = workspaces.allocate(
                    "loss_rows", DataType.F32, List.of(blocks - 1, 2 * product.m(), product.n()));
            text.line("if (block.x > 0) {");
            text.line("logits = %s + (block.x - 1) * %d;", text.writes(rooms), 2 * cells);
            text.line("gradient = logits + %d;", cells);
            text.line("}");
        }
        text.line("{");
        text.line("Block whole = {0, 0, 0, 1};");
        LayerProducts.Names inside = o -> o.equals(product.target()) ? "logits" : names.of(o);
        LayerProducts.emit(text, product, new LayerProducts.Tile("logits", "whole", width(product)), inside);
        text.line("float scale = *%s * %s;", names.of(gradient.input(0)), KernelText.number(1.0 / product.m()));
        String labels = names.of(loss.input(1));
        text.line("Sum sum = lossesAndGradients<ENTRY_row>(logits, %s, scale, gradient, shared);", labels);
        text.line(
                "if (block.x == 0 && threadIdx.x == 0) *%s = sum.value() * %s;",
                names.of(loss.output()), KernelText.number(1.0 / product.m()));
        text.line("}");
    }

    long flops() {
        return product.flops() + loss.flops() + gradient.flops();
    }
}
