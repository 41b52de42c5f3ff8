package dev.bnc.compiler.emit.cuda.launch;

/// Type of a buffer's elements, or of a number handed to a kernel.
public enum DataType {
    /// IEEE single: `float`.
    F32(4),
    /// The upper half of a single: `unsigned short` in kernels' sources.
    BF16(2),
    /// `int`.
    I32(4),
    /// `long long`.
    I64(8);

    private final int bytes;

    DataType(int bytes) {
        this.bytes = bytes;
    }

    /// Size of one.
    public int bytes() {
        return bytes;
    }
}
