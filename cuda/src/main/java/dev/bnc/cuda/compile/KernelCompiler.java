package dev.bnc.cuda.compile;

import dev.bnc.runtime.program.DeviceException;

/// What makes a GPU's code of CUDA C.
public interface KernelCompiler {
    /// Its name and version: `NVRTC 13.0`. Others make other code of the same source.
    String identity();

    /// The code, as the driver loads it.
    ///
    /// @throws DeviceException if the compiler cannot be used
    /// @throws IllegalStateException if it refuses the source
    byte[] compile(KernelSource source);
}
