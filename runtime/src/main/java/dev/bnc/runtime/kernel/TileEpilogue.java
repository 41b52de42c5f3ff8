package dev.bnc.runtime.kernel;

import java.util.List;

/// What happens to the finished elements of a product while they still lie in the first-level cache: scale, shift,
/// activation, residual. The compiler emits implementations; they are stateless.
public interface TileEpilogue {
    /// Number of extra operands it reads.
    int operands();

    /// Passes `c [rows, columns]`, whose rows are `stride` apart, through the epilogue.
    void run(float[] c, int co, int stride, int rows, int columns, TileOperands operands);

    /// The extra operands that it is given.
    ///
    /// @throws IllegalArgumentException if they are not as many as it reads
    default Operand[] given(List<Operand> extras) {
        if (extras.size() != operands()) {
            throw new IllegalArgumentException(
                    "the epilogue reads " + operands() + " operands, given are " + extras.size());
        }
        return extras.toArray(Operand[]::new);
    }

    /// Leaves the product as it is.
    record None() implements TileEpilogue {
        @Override
        public int operands() {
            return 0;
        }

        @Override
        public void run(float[] c, int co, int stride, int rows, int columns, TileOperands operands) {}
    }
}
