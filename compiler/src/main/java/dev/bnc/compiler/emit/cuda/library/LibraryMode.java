package dev.bnc.compiler.emit.cuda.library;

/// Whether libraries are called where plans run.
public enum LibraryMode {
    /// bnc's own kernels do everything; the driver is enough.
    NONE,
    /// A library does its tasks where it is installed, and bnc's own kernels do them where it is not.
    AUTO,
    /// As [#AUTO], but it is an error if a library is not there.
    REQUIRED
}
