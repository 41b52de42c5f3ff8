package dev.bnc.cuda.driver;

import dev.bnc.runtime.program.DeviceException;
import dev.bnc.runtime.program.DeviceException.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.cuda.global.cudart;
import org.jspecify.annotations.Nullable;

/// The driver's library, loaded together with the preset that calls it.
///
/// @param version of CUDA that the driver was made for
record DriverLibrary(CudaVersion version) {
    static final String NAME = "libcuda.so.1";
    private static final String RUNTIME = "libcudart.so.13";
    private static final String CPU = "leave --device out to use the cpu";

    /// The oldest that loads cubins of the compilers that the presets bind.
    private static final CudaVersion OLDEST = new CudaVersion(13, 0);

    /// All that is called here, under the names that the library gives them.
    private static final List<String> FUNCTIONS = List.of(
            "cuCtxSetCurrent",
            "cuDeviceGet",
            "cuDeviceGetAttribute",
            "cuDeviceGetCount",
            "cuDeviceGetName",
            "cuDevicePrimaryCtxRelease_v2",
            "cuDevicePrimaryCtxRetain",
            "cuDeviceTotalMem_v2",
            "cuDriverGetVersion",
            "cuEventCreate",
            "cuEventDestroy_v2",
            "cuEventElapsedTime_v2",
            "cuEventRecord",
            "cuEventSynchronize",
            "cuFuncSetAttribute",
            "cuGetErrorName",
            "cuGetErrorString",
            "cuGraphDestroy",
            "cuGraphExecDestroy",
            "cuGraphInstantiateWithFlags",
            "cuGraphLaunch",
            "cuInit",
            "cuLaunchKernel",
            "cuMemAllocHost_v2",
            "cuMemAlloc_v2",
            "cuMemFreeHost",
            "cuMemFree_v2",
            "cuMemGetInfo_v2",
            "cuMemcpy2DAsync_v2",
            "cuMemcpyDtoDAsync_v2",
            "cuMemcpyDtoHAsync_v2",
            "cuMemcpyHtoDAsync_v2",
            "cuMemsetD32Async",
            "cuMemsetD8Async",
            "cuModuleGetFunction",
            "cuModuleLoadData",
            "cuModuleUnload",
            "cuStreamBeginCapture_v2",
            "cuStreamCreate",
            "cuStreamDestroy_v2",
            "cuStreamEndCapture",
            "cuStreamSynchronize",
            "cuStreamWaitEvent");

    /// What came of the first attempt. A class that failed to initialize stays so, and says why only the first time.
    private static @Nullable Supplier<DriverLibrary> outcome;

    /// The library, ready to be called. Tried once in a process.
    ///
    /// @throws DeviceException if there is none, or not one to be used
    static synchronized DriverLibrary loaded(Places places) {
        if (outcome == null) {
            try {
                DriverLibrary library = load(places);
                outcome = () -> library;
            } catch (DeviceException e) {
                outcome = () -> {
                    throw e;
                };
            }
        }
        return outcome.get();
    }

    private static DriverLibrary load(Places places) {
        DriverLibrary library = find(places);
        prepare(places);
        try {
            Class.forName(cudart.class.getName());
        } catch (LinkageError | ClassNotFoundException e) {
            throw new DeviceException(
                    Problem.NO_LIBRARY,
                    "the CUDA presets do not load: " + reason(e),
                    "they need Linux on x86-64, glibc 2.34 or newer and the jars of org.bytedeco:cuda; " + CPU);
        }
        return library;
    }

    /// Looks at the driver without the presets.
    ///
    /// @throws DeviceException if there is none, or not one to be used
    static DriverLibrary find(Places places) {
        SharedLibrary library = SharedLibrary.open(NAME, places.libraries())
                .orElseThrow(() -> new DeviceException(
                        Problem.NO_DEVICE,
                        "no NVIDIA driver: " + NAME + " is not installed",
                        "install the driver, 580 or newer; " + CPU));
        List<String> missing = library.missing(FUNCTIONS);
        if (missing.contains("cuInit")) {
            throw new DeviceException(
                    Problem.NO_DEVICE,
                    "no NVIDIA driver: " + library.place() + " is an empty stand-in, it has no function cuInit",
                    "install the driver, 580 or newer; " + CPU);
        }
        CudaVersion version = version(library);
        if (version.compareTo(OLDEST) < 0 || !missing.isEmpty()) {
            throw new DeviceException(
                    Problem.DRIVER_TOO_OLD,
                    "the NVIDIA driver is made for CUDA " + version + ", kernels need " + OLDEST + " or newer"
                            + (missing.isEmpty() ? "" : "; it does not have " + String.join(", ", missing)),
                    "install driver 580 or newer; " + CPU);
        }
        return new DriverLibrary(version);
    }

    private static CudaVersion version(SharedLibrary library) {
        Optional<int[]> number = library.numbers("cuDriverGetVersion", 1);
        return number.map(n -> CudaVersion.of(n[0])).orElseGet(() -> new CudaVersion(0, 0));
    }

    // The preset's own library is linked to CUDA's runtime library, of which nothing is called here.
    @SuppressWarnings("restricted") // a file that was written the line before
    private static void prepare(Places places) {
        PresetSettings.apply(places);
        if (SharedLibrary.open(RUNTIME, places.libraries()).isPresent()) {
            return;
        }
        short machine = (short) (System.getProperty("os.arch").equals("aarch64") ? 183 : 62);
        Path file = places.cache().resolve("empty").resolve(RUNTIME);
        try {
            CacheFiles.write(file, EmptyLibrary.build(RUNTIME, machine));
            System.load(file.toAbsolutePath().toString());
        } catch (IOException | UnsatisfiedLinkError e) {
            throw new DeviceException(
                    Problem.NO_LIBRARY,
                    RUNTIME + " is not installed, and an empty one in its place cannot be made: " + reason(e),
                    "install CUDA 13's runtime library, or let BNC_CACHE name a folder that can be written; " + CPU);
        }
    }

    private static String reason(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
