package dev.bnc.cuda.driver;

/// Libraries without functions, for x86-64.
public final class EmptyLibraries {
    private static final short X86_64 = 62;

    private EmptyLibraries() {}

    /// The driver's: what is found where somebody made a stand-in for the loader alone.
    public static byte[] driver() {
        return EmptyLibrary.build(DriverLibrary.NAME, X86_64);
    }

    /// The runtime library's, of which nothing is called.
    public static byte[] runtime() {
        return EmptyLibrary.build("libcudart.so.13", X86_64);
    }
}
