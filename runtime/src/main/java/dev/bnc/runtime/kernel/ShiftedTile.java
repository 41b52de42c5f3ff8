package dev.bnc.runtime.kernel;

/// An epilogue that kernels can do while their sums are in registers: its only operand, a row, is added to each row, and
/// then what is below `floor` becomes `floor`: a bias, and perhaps ReLU.
///
/// @param floor 0, or negative infinity if there is none
/// @param loop does the same, bit for bit, to elements that are stored
public record ShiftedTile(float floor, TileEpilogue loop) implements TileEpilogue {
    public ShiftedTile {
        if (loop.operands() != 1) {
            throw new IllegalArgumentException("a shift of " + loop.operands() + " operands");
        }
    }

    /// Whether the operand is one row for all rows, as kernels expect it.
    static boolean possible(TileEpilogue epilogue, Operand[] extras) {
        return epilogue instanceof ShiftedTile && extras[0].rowStride() == 0;
    }

    @Override
    public int operands() {
        return 1;
    }

    @Override
    public void run(float[] c, int co, int stride, int rows, int columns, TileOperands operands) {
        loop.run(c, co, stride, rows, columns, operands);
    }
}
