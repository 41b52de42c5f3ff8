package dev.bnc.compiler.emit.cuda.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// CUDA C++ that is the same for all shapes: what emitted kernels are made from. A module holds those its kernels name,
/// in this order, [#BASE] always.
public enum Library {
    /// Asynchronous copies, tensor cores, sums that keep what rounding loses, moments, warp and block reductions.
    BASE,
    /// Elementary functions of fused bodies.
    FUNCTIONS,
    /// Reductions down the columns of a matrix.
    COLUMNS,
    /// Matrix products and convolutions in tiles.
    PRODUCTS,
    /// Small products that are followed by work on their columns.
    LAYERS,
    /// Pools over windows and whole images, and their gradients.
    POOLS,
    /// Softmax, cross-entropy and their gradients.
    SOFTMAX,
    /// Group and local response normalization.
    NORMALIZERS,
    /// Quantiles of columns.
    QUANTILES;

    /// The text.
    ///
    /// @throws UncheckedIOException if the resource cannot be read
    public String text() {
        String name = name().toLowerCase(Locale.ROOT) + ".cuh";
        try (InputStream in = Library.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
