package dev.bnc.cuda.compile;

import dev.bnc.cuda.driver.NvrtcLibrary;
import dev.bnc.cuda.driver.Places;
import dev.bnc.runtime.program.DeviceException;
import dev.bnc.runtime.program.DeviceException.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Which compiler of CUDA C this machine has.
public final class Compilers {
    /// A program that takes nvcc's options, instead of what is found.
    private static final String CHOSEN = "bnc.cuda.nvcc";

    private Compilers() {}

    /// The one to use: the program that `-Dbnc.cuda.nvcc` names, else NVRTC, else nvcc on the PATH.
    public static Optional<KernelCompiler> find(Places places) {
        String chosen = System.getProperty(CHOSEN, "");
        if (!chosen.isEmpty()) {
            return Optional.of(named(Path.of(chosen)));
        }
        Optional<KernelCompiler> nvrtc = NvrtcLibrary.find(places).map(Nvrtc::new);
        return nvrtc.isPresent()
                ? nvrtc
                : NvccCompiler.find(System.getenv().getOrDefault("PATH", ""));
    }

    private static KernelCompiler named(Path program) {
        if (!Files.isExecutable(program)) {
            throw new DeviceException(
                    Problem.NO_LIBRARY,
                    "-D" + CHOSEN + "=" + program + ": there is no such program",
                    "name an nvcc, or leave it out to let bnc search");
        }
        return NvccCompiler.at(program);
    }

    /// The one to use.
    ///
    /// @throws DeviceException if there is none
    public static KernelCompiler get(Places places) {
        return find(places)
                .orElseThrow(() -> new DeviceException(
                        Problem.NO_LIBRARY,
                        "kernels cannot be compiled: neither NVRTC (libnvrtc.so.13) nor nvcc is installed",
                        "install one (both are in the CUDA toolkit 13; -Dbnc.cuda.libraries=FOLDER says where NVRTC is),"
                                + " or leave --device out to use the cpu"));
    }
}
