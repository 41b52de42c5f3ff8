package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.kernel.Precision;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep.Compute;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.compiler.emit.cuda.library.LibraryAdvisor;
import dev.bnc.compiler.emit.cuda.library.VendorLibrary;

/// What of a plan is left to libraries.
///
/// @param compute how they are to compute products
public record LibraryUse(LibraryAdvisor advisor, Compute compute) {
    /// Nothing.
    public static final LibraryUse NONE = new LibraryUse(LibraryAdvisor.NONE, Compute.F32);

    /// What an advisor says, computed in `precision`.
    public static LibraryUse of(LibraryAdvisor advisor, Precision precision) {
        return new LibraryUse(advisor, switch (precision) {
            case FLOAT32 -> Compute.F32;
            case TF32 -> Compute.TF32;
            case BF16 -> Compute.BF16;
        });
    }

    /// The target of a plan with such steps.
    Target target(Target plain) {
        return new Target(
                plain.arch(),
                plain.cuda(),
                plain.driver(),
                advisor.version(VendorLibrary.CUBLASLT),
                advisor.version(VendorLibrary.CUDNN));
    }
}
