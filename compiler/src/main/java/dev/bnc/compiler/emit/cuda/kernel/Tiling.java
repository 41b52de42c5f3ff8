package dev.bnc.compiler.emit.cuda.kernel;

/// How a product is cut.
///
/// @param m rows of a block's tile
/// @param n columns of a block's tile
/// @param threads of a block
/// @param slices parts of the depth that are summed apart, then added in order
record Tiling(int m, int n, int threads, int slices) {
    /// Elements of the depth a block has in shared memory at a time.
    static final int STEP = 16;

    /// Floats of static shared memory that a block takes at most, of 12,288.
    private static final int SHARED = 10_240;

    private static final int MOST_STAGES = 8;
    /// Multiprocessors of the GPU that plans are made for.
    static final int PROCESSORS = 132;
    /// A slice is at least this deep, else adding the slices costs more than it saves.
    private static final int SHALLOWEST = 128;

    /// The largest tiles that keep all multiprocessors busy; where none do, small ones, and slices of the depth.
    static Tiling of(int rows, int columns, int depth) {
        for (int side = 128; side > 32; side /= 2) {
            if (blocks(rows, columns, side) >= PROCESSORS && Math.min(rows, columns) > side / 2) {
                return new Tiling(side, side, 256, 1);
            }
        }
        int side = Math.min(rows, columns) > 32 && blocks(rows, columns, 64) >= PROCESSORS / 4 ? 64 : 32;
        long blocks = blocks(rows, columns, side);
        int slices = Math.clamp(2 * PROCESSORS / blocks, 1, Math.max(1, depth / SHALLOWEST));
        return new Tiling(side, side, 256, slices);
    }

    private static long blocks(int rows, int columns, int side) {
        return (long) Math.ceilDiv(rows, side) * Math.ceilDiv(columns, side);
    }

    /// Elements of the depth in a slice, whole steps.
    int slice(int depth) {
        return Math.ceilDiv(Math.ceilDiv(depth, slices), STEP) * STEP;
    }

    /// Slices that have something to do.
    int used(int depth) {
        return Math.ceilDiv(depth, slice(depth));
    }

    /// How many steps of the depth are in shared memory or on their way there, where one takes so many floats: all of a small
    /// product's, so that it waits for memory once.
    int stages(int depth, int floats) {
        return Math.clamp(Math.ceilDiv(slice(depth), STEP), 2, Math.clamp(SHARED / floats, 2, MOST_STAGES));
    }

    /// Floats of one stage of a factor in shared memory, as `Stage` of `products.cuh` has them.
    static int floats(int extent, boolean alongDepth) {
        return alongDepth ? extent * (STEP + 4) : STEP * (extent + 8);
    }
}
