package dev.bnc.cuda.compile;

import dev.bnc.compiler.emit.cuda.Nvcc;
import dev.bnc.runtime.program.DeviceException;
import dev.bnc.runtime.program.DeviceException.Problem;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/// The compiler of the CUDA toolkit, for machines without NVRTC.
record NvccCompiler(Nvcc nvcc) implements KernelCompiler {
    /// The one in the folders of `path`, as the PATH variable has them, if there is one.
    static Optional<KernelCompiler> find(String path) {
        return usable("nvcc on the PATH", () -> Nvcc.find(path)).map(NvccCompiler::new);
    }

    /// A program that takes nvcc's options.
    static NvccCompiler at(Path program) {
        return new NvccCompiler(usable(program.toString(), () -> Nvcc.at(program)));
    }

    @Override
    public String identity() {
        return "nvcc " + nvcc.version();
    }

    @Override
    public byte[] compile(KernelSource source) {
        return usable(
                nvcc.program().toString(),
                () -> nvcc.output(source.name(), source.text(), source.architecture(), source.options())
                        .cubin());
    }

    private static <T> T usable(String program, Supplier<T> use) {
        try {
            return use.get();
        } catch (UncheckedIOException e) {
            throw new DeviceException(
                    Problem.NO_LIBRARY,
                    program + " cannot be used: " + e.getMessage(),
                    "install NVRTC (libnvrtc.so.13) or the CUDA toolkit 13, or leave --device out to use the cpu");
        }
    }
}
