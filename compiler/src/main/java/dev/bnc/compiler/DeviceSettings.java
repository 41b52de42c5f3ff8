package dev.bnc.compiler;

import dev.bnc.compiler.emit.cuda.kernel.Precision;
import dev.bnc.compiler.emit.cuda.library.LibraryMode;

/// How programs are to run on a device.
///
/// @param precision how products are computed, and whether activations are kept as bf16
/// @param libraries whether libraries of finished kernels are called
public record DeviceSettings(Precision precision, LibraryMode libraries) {
    /// Products in float32, by bnc's own kernels.
    public static final DeviceSettings PLAIN = new DeviceSettings(Precision.FLOAT32, LibraryMode.NONE);
}
