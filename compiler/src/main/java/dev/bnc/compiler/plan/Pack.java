package dev.bnc.compiler.plan;

import java.util.List;

/// Brings the right factor of a [Multiply], `[depth, columns]`, into the panels the micro-kernel reads.
///
/// Element `(k, j)` is the float `start + k0 * depthStrides[0] + k1 * depthStrides[1] + k2 * depthStrides[2] +
/// j * columnStride` of the source's buffer, where `k` counts through the three `depthSizes`, the last one fastest:
/// kernel row, kernel column and channel of a convolution, `[1, 1, k]` of a plain matrix.
///
/// @param target the panels; as many floats as the runtime's kernels ask for
public record Pack(
        Operand source,
        List<Integer> depthSizes,
        List<Integer> depthStrides,
        int columns,
        int columnStride,
        Form form,
        Operand target)
        implements Step {
    /// What becomes of the factor on the way.
    public enum Form {
        /// Its elements as they are.
        PANELS,
        /// A 3x3 or 5x5 filter transformed for [Left.Winograd].
        WINOGRAD,
        /// The same of a filter turned by 180 degrees: its last tap comes first.
        WINOGRAD_TURNED,
        /// A filter transformed for [Left.WinogradCells].
        WINOGRAD_CELLS
    }

    public Pack {
        depthSizes = List.copyOf(depthSizes);
        depthStrides = List.copyOf(depthStrides);
        if (depthSizes.size() != 3 || depthStrides.size() != 3 || columns < 1) {
            throw new IllegalArgumentException("pack " + depthSizes + " " + depthStrides + " x " + columns);
        }
    }

    /// Number of rows of the factor.
    public int depth() {
        return depthSizes.stream().reduce(1, Math::multiplyExact);
    }

    @Override
    public List<Operand> reads() {
        return List.of(source);
    }

    @Override
    public List<Operand> writes() {
        return List.of(target);
    }

    @Override
    public long flops() {
        return 0;
    }
}
