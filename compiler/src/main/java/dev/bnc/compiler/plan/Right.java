package dev.bnc.compiler.plan;

import java.util.List;
import java.util.OptionalInt;

/// The right factor `[k, n]` of a [Multiply].
public sealed interface Right {
    /// The operand that is read.
    Operand operand();

    /// As a [Pack] step left it.
    record Panels(Operand operand) implements Right {}

    /// Where it lies, for devices whose kernels bring what they need into faster memory themselves.
    ///
    /// Element `(k, j)` is the float `start + k0 * depthStrides[0] + k1 * depthStrides[1] + k2 * depthStrides[2] +
    /// j * columnStride` of the operand's buffer, where `k` counts through the three `depthSizes`, the last one fastest:
    /// kernel row, kernel column and channel of a convolution, `[1, 1, k]` of a plain matrix.
    record Strided(
            Operand operand, List<Integer> depthSizes, List<Integer> depthStrides, int columns, int columnStride)
            implements Right {
        public Strided {
            depthSizes = List.copyOf(depthSizes);
            depthStrides = List.copyOf(depthStrides);
            if (depthSizes.size() != 3 || depthStrides.size() != 3 || columns < 1) {
                throw new IllegalArgumentException("factor " + depthSizes + " " + depthStrides + " x " + columns);
            }
        }

        /// The distance of elements of a column, if it is the same throughout. 1 for a column of one element.
        public OptionalInt depthStride() {
            int stride = 1;
            int count = 1;
            for (int d = depthSizes.size() - 1; d >= 0; d--) {
                int size = depthSizes.get(d);
                int own = depthStrides.get(d);
                if (size > 1 && count > 1 && own != stride * count) {
                    return OptionalInt.empty();
                }
                if (size > 1 && count == 1) {
                    stride = own;
                }
                count *= size;
            }
            return OptionalInt.of(stride);
        }
    }
}
