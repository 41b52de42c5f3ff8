package dev.bnc.compiler.plan;

/// A stretch of consecutive floats. Several buffers of the arena may share floats if they are never needed at once.
///
/// @param name tells what it holds: a value's name, a parameter's, or what a workspace is for; unique in a plan
/// @param size number of floats
/// @param offset index of the first float in the region's array, or [#UNPLACED]
public record Buffer(String name, Region region, int size, int offset) {
    /// Offset of a buffer of the arena before the memory planner has run.
    public static final int UNPLACED = -1;
    /// Arena buffers start at multiples of this many floats: a cache line, and the widest vector.
    public static final int ALIGNMENT = 16;
    /// Or, in a large arena, this many floats behind: together with the header of an array a cache line.
    public static final int LEAD = 12;

    public Buffer {
        if (size < 1 || offset < UNPLACED) {
            throw new IllegalArgumentException("buffer " + name + " of " + size + " floats at " + offset);
        }
    }

    /// A buffer of the arena that has no place yet.
    public static Buffer unplaced(String name, int size) {
        return new Buffer(name, Region.ARENA, size, UNPLACED);
    }

    /// Whether the buffer has its place.
    public boolean placed() {
        return offset != UNPLACED;
    }

    /// The same buffer in its place.
    public Buffer at(int place) {
        return new Buffer(name, region, size, place);
    }

    /// First float behind the buffer.
    public int end() {
        return offset + size;
    }

    /// Number of floats the planner sets aside: the size, rounded up to the alignment.
    public int footprint() {
        return Math.ceilDiv(size, ALIGNMENT) * ALIGNMENT;
    }
}
