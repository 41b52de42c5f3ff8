package dev.bnc.bench.kernel;

import dev.bnc.compiler.plan.Left;
import dev.bnc.compiler.plan.Multiply;
import java.util.List;
import java.util.Locale;

/// What decides how fast a product is: how its left factor comes about, and the sizes.
///
/// @param kind the left factor: rows, columns, patches of images, ...
/// @param details all else of it but the buffer: window, size of the images
record KernelShape(String kind, String details, int m, int k, int n) {
    static KernelShape of(Multiply product) {
        Left left = product.left();
        List<Integer> dims = left.operand().dims();
        // records print their components; the first is the operand, whose place in memory says nothing
        String text = left.toString();
        String window = text.contains("kernel=") ? text.substring(text.indexOf("kernel="), text.length() - 1) : "";
        return new KernelShape(
                left.getClass().getSimpleName(),
                window.isEmpty() ? "" : dims + " " + window,
                product.m(),
                product.depth(),
                product.n());
    }

    /// As in the table: `Patches 3x3 /2x2 of [1, 56, 56, 64], 784 x 576 x 128`.
    @Override
    public String toString() {
        String window = details.isEmpty() ? "" : " " + details.replaceAll("^(\\[.*?\\]) kernel=(\\w+), stride=(\\w+),.*", "$2 /$3 of $1,");
        return kind.toLowerCase(Locale.ROOT) + window + " " + m + " x " + k + " x " + n;
    }
}
