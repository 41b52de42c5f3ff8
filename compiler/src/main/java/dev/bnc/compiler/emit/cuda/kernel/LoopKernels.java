package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.launch.Dim3;
import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.plan.Elementwise;
import java.util.List;

/// Fused loops: a thread evaluates the body for one or four neighbouring elements.
final class LoopKernels {
    static final String NAME = "loop";
    static final int THREADS = 256;

    private LoopKernels() {}

    static StepKernel of(Elementwise loop, Workspaces workspaces) {
        return loop.sums().isEmpty() ? plain(loop, workspaces) : summing(loop, workspaces);
    }

    private static StepKernel plain(Elementwise loop, Workspaces workspaces) {
        int lanes = LoopCode.lanes(loop);
        var text = new KernelText(workspaces, NAME, loop.results(), Library.FUNCTIONS);
        var code = new LoopCode(
                text,
                loop,
                lanes,
                loop.operands().stream().map(text::reads).toList(),
                loop.results().stream().map(text::writes).toList());
        int across = loop.columns() / lanes;
        long threads = (long) loop.rows() * across;
        text.line("int i = block.x * %d + threadIdx.x;", THREADS);
        if (loop.rows() == 1) {
            text.line("if (i >= %s) return;", text.constant(threads));
        } else {
            text.line("if (i >= %d) return;", threads);
        }
        if (loop.rows() == 1) {
            text.line("int column = i * %d;", lanes);
        } else {
            text.line("int row = i / %d, column = i %% %d * %d;", across, across, lanes);
        }
        code.element(List.of());
        return text.kernel(KernelText.covering(threads, THREADS), THREADS, loop.flops());
    }

    /// A block for each of the plan's chunks and each tile of columns.
    private static StepKernel summing(Elementwise loop, Workspaces workspaces) {
        ColumnTiles tiles = ColumnTiles.of(loop.columns(), LoopCode.lanes(loop));
        var text = new KernelText(workspaces, "sums", loop.writes(), Library.FUNCTIONS, Library.COLUMNS);
        var code = ColumnCode.open(text, tiles, loop.columns());
        code.summing(
                loop,
                loop.operands().stream().map(text::reads).toList(),
                loop.writes().stream().map(text::writes).toList(),
                ColumnCode.Share.CHUNK);
        Dim3 grid = Dim3.of(tiles.blocks(), loop.chunks());
        return text.kernel(grid, ColumnTiles.THREADS, loop.flops());
    }
}
