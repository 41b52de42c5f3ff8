package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Pack;
import java.util.OptionalInt;

/// Where a product finds its right factor.
public sealed interface Right {
    /// Packed by a step before, in the buffer the product names.
    record Packed(Operand panels) implements Right {}

    /// Where the pack step would read it: that step need not run for this product.
    ///
    /// @param depthStride floats from one element of a column to the next; either that or the column stride is 1
    record InPlace(Pack pack, int depthStride) implements Right {}

    /// The best for a product whose right factor `pack` makes.
    static Right of(Pack pack, Multiply product) {
        OptionalInt stride = depthStride(pack);
        boolean side = stride.isPresent() && (stride.getAsInt() == 1 || pack.columnStride() == 1);
        boolean fits = Depthwise.is(product) ? pack.columnStride() == 1 : side;
        return stride.isPresent() && fits
                ? new InPlace(pack, stride.getAsInt())
                : new Packed(product.packed());
    }

    /// The distance of elements of a column, if it is the same throughout.
    private static OptionalInt depthStride(Pack pack) {
        int stride = 0;
        int count = 1;
        for (int d = pack.depthSizes().size() - 1; d >= 0; d--) {
            int size = pack.depthSizes().get(d);
            if (size == 1) {
                continue;
            }
            int own = pack.depthStrides().get(d);
            if (count == 1) {
                stride = own;
            } else if (own != stride * count) {
                return OptionalInt.empty();
            }
            count *= size;
        }
        return OptionalInt.of(count == 1 ? 1 : stride);
    }
}
