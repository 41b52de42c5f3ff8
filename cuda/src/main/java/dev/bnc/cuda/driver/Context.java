package dev.bnc.cuda.driver;

import dev.bnc.runtime.program.DeviceException;
import dev.bnc.runtime.program.DeviceException.Problem;
import java.util.Locale;
import org.bytedeco.cuda.cudart.CUctx_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.SizeTPointer;

/// A GPU taken hold of. What is made of it must be closed before it.
///
/// The driver knows one current context per thread: every thread calls [#makeCurrent()] before it does anything else.
public final class Context implements AutoCloseable {
    private final Gpu gpu;
    private final CUctx_st handle;

    Context(Gpu gpu, CUctx_st handle) {
        this.gpu = gpu;
        this.handle = handle;
        makeCurrent();
    }

    /// The GPU.
    public Gpu gpu() {
        return gpu;
    }

    /// Lets the calling thread use the GPU.
    public void makeCurrent() {
        Status.check(cudart.cuCtxSetCurrent(handle), "using " + gpu.name());
    }

    /// Memory of the GPU. Its content is not defined.
    ///
    /// @param purpose in words, for the message
    /// @throws DeviceException if there is not as much left
    public DeviceMemory allocate(long bytes, String purpose) {
        long[] address = new long[1];
        int code = cudart.cuMemAlloc(address, Math.max(1, bytes));
        if (code == cudart.CUDA_ERROR_OUT_OF_MEMORY) {
            throw new DeviceException(
                    Problem.OUT_OF_MEMORY,
                    "%s needs %s of memory on %s; %s".formatted(purpose, megabytes(bytes), gpu.name(), free()),
                    "use a smaller batch (`--set data.batch=...`), or end what else uses the GPU: `nvidia-smi` lists it");
        }
        Status.check(code, "allocating " + megabytes(bytes) + " for " + purpose);
        return new DeviceMemory(address[0], bytes);
    }

    private String free() {
        try (var free = new SizeTPointer(1);
                var all = new SizeTPointer(1)) {
            Status.check(cudart.cuMemGetInfo(free, all), "asking for free memory");
            return "of its %s, %s are free".formatted(megabytes(all.get()), megabytes(free.get()));
        }
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,d MB", Math.ceilDiv(bytes, 1L << 20));
    }

    @Override
    public void close() {
        Status.check(cudart.cuDevicePrimaryCtxRelease(gpu.device()), "letting go of " + gpu.name());
    }
}
