package dev.bnc.cuda.driver;

import java.util.List;

/// Libraries without functions, for x86-64.
public final class EmptyLibraries {
    private static final short X86_64 = 62;

    /// Libraries that presets are linked to, beside those with functions that bnc calls.
    public static final List<String> BESIDE =
            List.of("libcublas.so.13", "libcudnn_ops.so.9", "libcudnn_cnn.so.9", "libcudnn_adv.so.9", "libcudnn.so.9");

    private EmptyLibraries() {}

    /// One of that name.
    public static byte[] of(String name) {
        return EmptyLibrary.build(name, X86_64);
    }

    /// The driver's: what is found where somebody made a stand-in for the loader alone.
    public static byte[] driver() {
        return EmptyLibrary.build(DriverLibrary.NAME, X86_64);
    }

    /// The runtime library's, of which nothing is called.
    public static byte[] runtime() {
        return EmptyLibrary.build("libcudart.so.13", X86_64);
    }
}
