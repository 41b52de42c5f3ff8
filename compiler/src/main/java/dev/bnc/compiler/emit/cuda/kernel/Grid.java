package dev.bnc.compiler.emit.cuda.kernel;

/// Blocks of a launch, in three dimensions.
public record Grid(int x, int y, int z) {
    /// Most blocks in the second and third dimension.
    public static final int MOST = 65535;

    public Grid {
        if (x < 1 || y < 1 || z < 1 || y > MOST || z > MOST) {
            throw new IllegalArgumentException("a grid of " + x + " x " + y + " x " + z + " blocks");
        }
    }

    /// Blocks in a row.
    public static Grid of(int blocks) {
        return new Grid(blocks, 1, 1);
    }

    /// As many blocks in a row as `units` need, `each` of them a block.
    public static Grid covering(long units, int each) {
        return of(Math.toIntExact(Math.ceilDiv(units, (long) each)));
    }

    /// How many blocks there are.
    public long blocks() {
        return (long) x * y * z;
    }
}
