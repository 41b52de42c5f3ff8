package dev.bnc.compiler.emit.cuda.launch;

/// A parameter of a kernel: its name in the source, and what has to be handed over.
///
/// @param type of the number, or of the elements the pointer points to
public record Parameter(String name, DataType type, Access access) {
    /// What a kernel does with an argument.
    public enum Access {
        /// It is a number: `int`, `long long`, `float`.
        VALUE,
        /// Pointer to elements that are read: `const float*`, `const bf16*`.
        READ,
        /// Pointer to elements that are written, all of those that the argument's view names: `float*`.
        WRITE,
        /// Pointer to elements that are read, then written: `float*`.
        UPDATE
    }

    /// A number.
    public static Parameter value(String name, DataType type) {
        return new Parameter(name, type, Access.VALUE);
    }

    /// A pointer.
    public static Parameter pointer(String name, DataType type, Access access) {
        return new Parameter(name, type, access);
    }

    /// A pointer to floats that are read.
    public static Parameter read(String name) {
        return new Parameter(name, DataType.F32, Access.READ);
    }

    /// A pointer to floats that are written.
    public static Parameter write(String name) {
        return new Parameter(name, DataType.F32, Access.WRITE);
    }

    /// A pointer to floats that are read and written.
    public static Parameter update(String name) {
        return new Parameter(name, DataType.F32, Access.UPDATE);
    }
}
