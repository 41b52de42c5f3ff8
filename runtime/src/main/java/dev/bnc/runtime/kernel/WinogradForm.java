package dev.bnc.runtime.kernel;

/// Which of Winograd's algorithms: how large tiles are, and so how many multiplications a place takes and how much of the
/// floats' precision is left. `F4X5` computes what `F2X5` does with 4 multiplications a place instead of 9, and errs three
/// times as much.
public enum WinogradForm {
    /// 4x4 places of a 3x3 kernel.
    F4X3(3, 4),
    /// 2x2 places of a 5x5 kernel, from 6x6 cells as the first.
    F2X5(5, 2),
    /// 4x4 places of a 5x5 kernel, from 8x8 cells.
    F4X5(5, 4);

    private final int side;
    private final int outputs;

    WinogradForm(int side, int outputs) {
        this.side = side;
        this.outputs = outputs;
    }

    /// The one that convolves with kernels of so many rows and columns.
    public static WinogradForm convolving(int side) {
        return switch (side) {
            case 3 -> F4X3;
            case 5 -> F4X5;
            default -> throw new IllegalArgumentException("a kernel of " + side + "x" + side);
        };
    }

    /// The one that goes back through such a convolution, to its weights and tile by tile to its input.
    public static WinogradForm goingBack(int side) {
        return switch (side) {
            case 3 -> F4X3;
            case 5 -> F2X5;
            default -> throw new IllegalArgumentException("a kernel of " + side + "x" + side);
        };
    }

    /// Rows and columns of the kernel.
    public int side() {
        return side;
    }

    /// Places of a tile in one direction.
    public int outputs() {
        return outputs;
    }

    /// Cells that a tile sees in one direction.
    public int inputs() {
        return side + outputs - 1;
    }

    /// Products of a tile.
    public int points() {
        return inputs() * inputs();
    }
}
