package dev.bnc.runtime.kernel;

/// A tile by plain loops, for any tile size and any epilogue.
public record ScalarMicroKernel(Tile tile, int operands, Epilogue epilogue) implements MicroKernel {
    /// What happens to a finished element.
    @FunctionalInterface
    public interface Epilogue {
        /// No epilogue.
        Epilogue NONE = (value, row, column, operands) -> value;

        /// The stored value for the product `value` at a row and column of the tile.
        float apply(float value, int row, int column, TileOperands operands);
    }

    /// A kernel without epilogue.
    public ScalarMicroKernel(Tile tile) {
        this(tile, 0, Epilogue.NONE);
    }

    @Override
    public void run(
            int depth,
            float[] a,
            int ao,
            float[] b,
            int bo,
            float[] c,
            int co,
            int stride,
            int mode,
            TileOperands operands) {
        for (int row = 0; row < tile.rows(); row++) {
            for (int column = 0; column < tile.columns(); column++) {
                float sum = 0;
                for (int k = 0; k < depth; k++) {
                    sum = Math.fma(a[ao + k * tile.rows() + row], b[bo + k * tile.columns() + column], sum);
                }
                int i = co + row * stride + column;
                float total = (mode & ACCUMULATE) == 0 ? sum : sum + c[i];
                c[i] = (mode & FINISH) == 0 ? total : epilogue.apply(total, row, column, operands);
            }
        }
    }
}
