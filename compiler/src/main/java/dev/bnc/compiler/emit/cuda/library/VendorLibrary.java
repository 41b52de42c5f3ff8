package dev.bnc.compiler.emit.cuda.library;

/// A library of NVIDIA that plans may call.
public enum VendorLibrary {
    /// Products of matrices.
    CUBLASLT("cuBLASLt"),
    /// Convolutions.
    CUDNN("cuDNN");

    private final String title;

    VendorLibrary(String title) {
        this.title = title;
    }

    /// As its makers write it.
    public String title() {
        return title;
    }
}
