package dev.bnc.cuda.driver;

import dev.bnc.compiler.emit.cuda.library.LibraryAdvice;
import dev.bnc.compiler.emit.cuda.library.LibraryTask;
import java.util.List;

/// A library of finished kernels, started. One thread at a time.
public interface TaskLibrary extends AutoCloseable {
    /// As it calls itself: `13.1.0`.
    String version();

    /// How it could do a task, what it thinks fastest first; none if it cannot. The same bits come out every time.
    ///
    /// @param workspace bytes it may use
    List<LibraryAdvice> candidates(LibraryTask task, long workspace);

    /// Gets ready to do a task.
    ///
    /// @param advice one of [#candidates], of the same version of the library
    PreparedTask prepare(LibraryTask task, LibraryAdvice advice);

    @Override
    void close();

    /// A task that can be put into streams.
    interface PreparedTask extends AutoCloseable {
        /// Puts it into a stream, which may be under capture.
        void run(Operands operands, Stream stream);

        @Override
        void close();
    }

    /// Addresses on the GPU.
    ///
    /// @param first left factor, or the images `x`
    /// @param second right factor, or the filters `w`
    /// @param third the product, or the images `y`
    /// @param bias 0 if there is none
    /// @param workspace 0 if there is none
    record Operands(long first, long second, long third, long bias, long workspace) {}
}
