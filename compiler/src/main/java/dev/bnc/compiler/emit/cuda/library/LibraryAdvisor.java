package dev.bnc.compiler.emit.cuda.library;

import java.util.Optional;

/// Says which tasks a plan leaves to a library.
public interface LibraryAdvisor {
    /// bnc's own kernels do everything: plans need the driver alone.
    LibraryAdvisor NONE = new LibraryAdvisor() {
        @Override
        public Optional<LibraryAdvice> advise(LibraryTask task) {
            return Optional.empty();
        }

        @Override
        public Optional<String> version(VendorLibrary library) {
            return Optional.empty();
        }
    };

    /// Libraries do whatever they can be asked for; how, is found out where the plan runs.
    LibraryAdvisor LATER = new LibraryAdvisor() {
        @Override
        public Optional<LibraryAdvice> advise(LibraryTask task) {
            return Optional.of(LibraryAdvice.later(LibraryAdvisor.workspace(task)));
        }

        @Override
        public Optional<String> version(VendorLibrary library) {
            return Optional.empty();
        }
    };

    /// How a library is to do it; empty if bnc's own kernels are to.
    Optional<LibraryAdvice> advise(LibraryTask task);

    /// The version that the advice is for; empty if it is for any.
    Optional<String> version(VendorLibrary library);

    /// Bytes that a library may use at most for a task: twice what it reads and writes, 1 to 64 MB.
    static long workspace(LibraryTask task) {
        return Math.clamp(2 * task.bytes(), 1L << 20, 64L << 20);
    }
}
