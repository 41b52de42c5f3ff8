package dev.bnc.runtime.kernel;

/// The extra operands of one tile's epilogue. Element `(row, column)` of the tile meets element `array(i)[offset(i)
/// + row * stride(i) + column]` of operand `i`; each element meets `array(i)[offset(i)]` if the stride is
/// [Operand#SCALAR].
///
/// Belongs to one thread and changes from tile to tile.
public final class TileOperands {
    private final float[][] arrays;
    private final int[] offsets;
    private final int[] strides;

    /// Room for `count` operands.
    public TileOperands(int count) {
        arrays = new float[count][];
        offsets = new int[count];
        strides = new int[count];
    }

    /// Number of operands there is room for.
    int count() {
        return offsets.length;
    }

    /// The array operand `i` lies in.
    public float[] array(int i) {
        return arrays[i];
    }

    /// Index of the float that belongs to the tile's first element.
    public int offset(int i) {
        return offsets[i];
    }

    /// Floats from one row of the tile to the next; 0 for a vector that holds for every row.
    public int stride(int i) {
        return strides[i];
    }

    /// Says where operand `i` lies.
    public void set(int i, float[] array, int offset, int stride) {
        arrays[i] = array;
        offsets[i] = offset;
        strides[i] = stride;
    }
}
