package dev.bnc.cuda.driver;

import dev.bnc.runtime.program.DeviceException;

/// A library of CUDA that does not start, or does not do what it was asked for: a graph, an engine or a setting that it does not
/// have, too little memory of its own. bnc's own kernels are the way out.
public final class LibraryRefusal extends DeviceException {
    private static final long serialVersionUID = 1;

    /// @param found what was asked for, and what the library said
    LibraryRefusal(String found) {
        super(Problem.FAILED, found, "leave the library out: --libraries none; bnc's own kernels need the driver alone");
    }
}
