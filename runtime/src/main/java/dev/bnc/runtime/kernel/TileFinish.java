package dev.bnc.runtime.kernel;

/// What a [MicroKernel] adds to its sums while they are in registers, and what none of them is below: a [ShiftedTile] at
/// the columns of the tile at hand.
///
/// Belongs to one thread and changes from tile to tile.
public final class TileFinish {
    private static final float[] NOTHING = new float[0];

    private float[] shift = NOTHING;
    private int shiftOffset;
    private float floor;

    /// Nothing to add yet.
    public TileFinish() {}

    /// The array of the row that is added to each row of the tile.
    public float[] shift() {
        return shift;
    }

    /// Where that row begins.
    public int shiftOffset() {
        return shiftOffset;
    }

    /// What smaller sums become; negative infinity if there is no such number.
    public float floor() {
        return floor;
    }

    /// Sets the row to add, and the floor.
    public void shift(float[] row, int offset, float least) {
        shift = row;
        shiftOffset = offset;
        floor = least;
    }

    /// What a sum of a column of the tile becomes.
    float of(float sum, int column) {
        float shifted = sum + shift[shiftOffset + column];
        return shifted < floor ? floor : shifted;
    }

    /// Lets go of the array.
    void release() {
        shift = NOTHING;
    }
}
