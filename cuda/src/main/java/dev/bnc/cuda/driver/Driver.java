package dev.bnc.cuda.driver;

import static org.bytedeco.cuda.global.cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static org.bytedeco.cuda.global.cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR;
import static org.bytedeco.cuda.global.cudart.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN;
import static org.bytedeco.cuda.global.cudart.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT;

import dev.bnc.runtime.program.DeviceException;
import dev.bnc.runtime.program.DeviceException.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cudart.CUctx_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.SizeTPointer;

/// The CUDA driver of this machine, started.
public final class Driver {
    private static final int NAME_LENGTH = 256;

    private final DriverLibrary library;
    private final List<Gpu> gpus;

    private Driver(DriverLibrary library, List<Gpu> gpus) {
        this.library = library;
        this.gpus = List.copyOf(gpus);
    }

    /// The driver and its GPUs, of which there is one at least.
    ///
    /// @throws DeviceException if there is no driver, no GPU, or one is not to be used
    public static Driver start(Places places) {
        DriverLibrary library = DriverLibrary.loaded(places);
        Status.check(cudart.cuInit(0), "starting the CUDA driver");
        int[] count = new int[1];
        Status.check(cudart.cuDeviceGetCount(count), "counting GPUs");
        if (count[0] == 0) {
            throw new DeviceException(
                    Problem.NO_DEVICE,
                    "the CUDA driver (for CUDA " + library.version() + ") sees no GPU",
                    "see whether `nvidia-smi` lists one, and what CUDA_VISIBLE_DEVICES says; or leave --device out");
        }
        var gpus = new ArrayList<Gpu>();
        for (int ordinal = 0; ordinal < count[0]; ordinal++) {
            gpus.add(gpu(ordinal));
        }
        return new Driver(library, gpus);
    }

    private static Gpu gpu(int ordinal) {
        int[] device = new int[1];
        Status.check(cudart.cuDeviceGet(device, ordinal), "looking at GPU " + ordinal);
        byte[] name = new byte[NAME_LENGTH];
        Status.check(cudart.cuDeviceGetName(name, NAME_LENGTH, device[0]), "reading the name of GPU " + ordinal);
        try (var memory = new SizeTPointer(1)) {
            Status.check(cudart.cuDeviceTotalMem(memory, device[0]), "reading the memory of GPU " + ordinal);
            return new Gpu(
                    device[0],
                    new String(name, StandardCharsets.UTF_8).replaceFirst("\0.*", ""),
                    attribute(device[0], CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR),
                    attribute(device[0], CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR),
                    attribute(device[0], CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT),
                    memory.get(),
                    attribute(device[0], CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN));
        }
    }

    private static int attribute(int device, int attribute) {
        int[] value = new int[1];
        Status.check(cudart.cuDeviceGetAttribute(value, attribute, device), "reading an attribute of a GPU");
        return value[0];
    }

    /// The CUDA version that the driver was made for, such as 13.0.
    public CudaVersion version() {
        return library.version();
    }

    /// The GPUs, in the driver's order.
    public List<Gpu> gpus() {
        return gpus;
    }

    /// Room to work in on a GPU.
    public Context open(Gpu gpu) {
        var context = new CUctx_st();
        Status.check(cudart.cuDevicePrimaryCtxRetain(context, gpu.device()), "taking hold of " + gpu.name());
        return new Context(gpu, context);
    }
}
