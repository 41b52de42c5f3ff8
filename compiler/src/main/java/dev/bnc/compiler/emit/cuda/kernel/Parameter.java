package dev.bnc.compiler.emit.cuda.kernel;

/// A parameter of a kernel: a pointer to floats.
///
/// @param name as the kernel's text calls it
public record Parameter(String name, Access access) {
    /// What a kernel does through a pointer.
    public enum Access {
        /// Reads, and no parameter writes there.
        READ("const float* __restrict__ "),
        /// Reads, and another parameter may write the same elements, each after it was read.
        READ_SHARED("const float* "),
        /// Writes, and no other parameter points there.
        WRITE("float* __restrict__ "),
        /// Writes where another parameter reads.
        WRITE_SHARED("float* ");

        private final String type;

        Access(String type) {
            this.type = type;
        }

        /// Whether the kernel writes through it.
        public boolean writes() {
            return this == WRITE || this == WRITE_SHARED;
        }
    }

    /// As in the kernel's signature: `const float* __restrict__ a0`.
    public String declaration() {
        return access.type + name;
    }
}
