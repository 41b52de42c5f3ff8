package dev.bnc.runtime.kernel;

import java.util.List;

/// A [MatrixProduct] whose left matrix is one row: `y [columns] = epilogue(x [depth] * right [depth, columns])`, with a
/// right matrix that [PackPanels] has packed. The time is that of reading the right matrix once.
public final class RowProduct implements ChunkedWork {
    /// Multiply-adds worth a chunk: about five microseconds of one core.
    private static final long GRAIN = 1 << 17;

    private static final int MOST_CHUNKS = 32;

    private final RowKernel[] kernels;
    private final TileEpilogue epilogue;
    private final int depth;
    private final int columns;
    private final int chunks;
    private final Operand x;
    private final Operand panels;
    private final Operand y;
    private final Operand[] extras;

    /// @param kernels for each of [RowTile#of] one, in this order
    /// @throws IllegalArgumentException if there are operands the epilogue does not read, or the size has several rows
    public RowProduct(
            List<RowKernel> kernels,
            TileEpilogue epilogue,
            ProductSize size,
            Operand x,
            Operand panels,
            Operand y,
            List<Operand> extras) {
        if (extras.size() != epilogue.operands() || size.rows() != 1) {
            throw new IllegalArgumentException("a row of " + size + " whose epilogue reads " + epilogue.operands()
                    + " operands, given are " + extras.size());
        }
        this.kernels = kernels.toArray(RowKernel[]::new);
        this.epilogue = epilogue;
        this.depth = size.depth();
        this.columns = size.columns();
        this.chunks = Math.clamp(size.multiplyAdds() / GRAIN, 1, Math.min(kernels.size(), MOST_CHUNKS));
        this.x = x;
        this.panels = panels;
        this.y = y;
        this.extras = extras.toArray(Operand[]::new);
    }

    @Override
    public int chunks() {
        return chunks;
    }

    @Override
    public void run(float[] state, float[] arena, int chunk) {
        int from = kernels.length * chunk / chunks;
        int to = kernels.length * (chunk + 1) / chunks;
        int first = 0;
        for (int i = 0; i < from; i++) {
            first += kernels[i].tile().columns();
        }
        float[] target = y.in(state, arena);
        int column = first;
        for (int i = from; i < to; i++) {
            RowKernel kernel = kernels[i];
            int width = kernel.tile().columns();
            int at = panels.offset() + column * depth;
            if (column + width <= columns) {
                kernel.run(x.in(state, arena), x.offset(), depth, panels.in(state, arena), at, target, y.offset() + column);
            } else {
                float[] wider = TileRunner.ofThread().left(width);
                kernel.run(x.in(state, arena), x.offset(), depth, panels.in(state, arena), at, wider, 0);
                System.arraycopy(wider, 0, target, y.offset() + column, columns - column);
            }
            column += width;
        }
        TileOperands operands = TileRunner.ofThread().operands(state, arena, extras, 0, first);
        int count = Math.min(column, columns) - first;
        epilogue.run(target, y.offset() + first, 0, 1, count, operands);
    }
}
