package dev.bnc.runtime.kernel;

/// Where the rows of a left matrix lie that a [MicroKernel] multiplies: a place for each row of the tile, and the
/// depth in segments that all rows share.
///
/// Element `(row, k)` of segment `s` is `array()[row(row) + offset(s) + k]` for a kernel that reads rows,
/// `array()[row(0) + offset(s) + k * step() + row]` for one that reads columns and `array()[row(row) + offset(s) +
/// k * step() + column]` for one that reads channels. It meets row `depth(s) + k` of the right matrix. A convolution
/// has a segment for each run of consecutive floats its window sees.
///
/// Belongs to one thread and changes from tile to tile.
public final class LeftTile {
    private static final float[] NOTHING = new float[0];

    private final int[] rows = new int[MOST_ROWS];
    private int[] offsets = new int[16];
    private int[] depths = new int[16];
    private int[] lengths = new int[16];
    private int segments;
    private int first;
    private int end;
    private int step = 1;
    private float[] array = NOTHING;
    /// What [LeftMatrix] notes between preparing a block and placing its tiles.
    private int origin;

    /// More rows than any tile has.
    static final int MOST_ROWS = 64;

    /// Nothing to read yet.
    public LeftTile() {}

    /// The array all rows lie in.
    public float[] array() {
        return array;
    }

    /// The first segment that counts.
    public int first() {
        return first;
    }

    /// The first segment behind those that count.
    public int end() {
        return end;
    }

    /// Index of a row of the tile, to which a segment's offset is added.
    public int row(int row) {
        return rows[row];
    }

    /// What a segment adds to each row's place.
    public int offset(int segment) {
        return offsets[segment];
    }

    /// The row of the right matrix at which a segment starts.
    public int depth(int segment) {
        return depths[segment];
    }

    /// Depth of a segment.
    public int length(int segment) {
        return lengths[segment];
    }

    /// Floats from one depth to the next, if columns or channels are read.
    public int step() {
        return step;
    }

    /// Starts anew, without segments.
    public void begin(float[] source, int depthStep) {
        array = source;
        step = depthStep;
        segments = 0;
        first = 0;
        end = 0;
    }

    /// Adds a segment.
    public void add(int offset, int depth, int length) {
        if (segments == offsets.length) {
            offsets = java.util.Arrays.copyOf(offsets, 2 * segments);
            depths = java.util.Arrays.copyOf(depths, 2 * segments);
            lengths = java.util.Arrays.copyOf(lengths, 2 * segments);
        }
        offsets[segments] = offset;
        depths[segments] = depth;
        lengths[segments] = length;
        segments++;
        end = segments;
    }

    /// Number of segments that were added.
    int segments() {
        return segments;
    }

    /// Leaves out, for the tile at hand, the segments before `from` and from `to` on: all of its rows see zeros there.
    void narrow(int from, int to) {
        first = from;
        end = to;
    }

    /// Says where a row of the tile lies.
    public void place(int row, int index) {
        rows[row] = index;
    }

    int origin() {
        return origin;
    }

    void originate(int index) {
        origin = index;
    }

    /// Lets go of the array.
    void release() {
        array = NOTHING;
    }
}
