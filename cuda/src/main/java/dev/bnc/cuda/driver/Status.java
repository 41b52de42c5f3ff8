package dev.bnc.cuda.driver;

import static org.bytedeco.cuda.global.cudart.CUDA_ERROR_ECC_UNCORRECTABLE;
import static org.bytedeco.cuda.global.cudart.CUDA_ERROR_INVALID_IMAGE;
import static org.bytedeco.cuda.global.cudart.CUDA_ERROR_NO_BINARY_FOR_GPU;
import static org.bytedeco.cuda.global.cudart.CUDA_ERROR_NO_DEVICE;
import static org.bytedeco.cuda.global.cudart.CUDA_ERROR_OUT_OF_MEMORY;
import static org.bytedeco.cuda.global.cudart.CUDA_ERROR_UNSUPPORTED_PTX_VERSION;
import static org.bytedeco.cuda.global.cudart.CUDA_SUCCESS;

import dev.bnc.runtime.program.DeviceException;
import dev.bnc.runtime.program.DeviceException.Problem;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/// What a driver's function returned.
final class Status {
    private Status() {}

    /// Does nothing if the function did what it was asked for.
    ///
    /// @param doing in words, for the message
    /// @throws DeviceException if the machine is the reason that it did not
    /// @throws IllegalStateException if bnc is
    static void check(int code, String doing) {
        if (code != CUDA_SUCCESS) {
            throw failure(code, doing);
        }
    }

    private static RuntimeException failure(int code, String doing) {
        String what = doing + ": " + text(code);
        return switch (code) {
            case CUDA_ERROR_NO_DEVICE ->
                new DeviceException(
                        Problem.NO_DEVICE,
                        what,
                        "see whether `nvidia-smi` lists a GPU, and what CUDA_VISIBLE_DEVICES says; or leave --device out");
            case CUDA_ERROR_OUT_OF_MEMORY ->
                new DeviceException(
                        Problem.OUT_OF_MEMORY,
                        what,
                        "use a smaller batch (`--set data.batch=...`), or end what else uses the GPU: `nvidia-smi` lists it");
            case CUDA_ERROR_NO_BINARY_FOR_GPU, CUDA_ERROR_INVALID_IMAGE, CUDA_ERROR_UNSUPPORTED_PTX_VERSION ->
                new DeviceException(
                        Problem.UNFIT,
                        what,
                        "compile the kernels on this machine (`bnc doctor` says with what), or install a newer driver");
            default ->
                MACHINE.contains(code)
                        ? new DeviceException(
                                Problem.FAILED,
                                what,
                                "`nvidia-smi` and the system's log say more; or leave --device out")
                        : new IllegalStateException(what);
        };
    }

    private static final java.util.Set<Integer> MACHINE = java.util.Set.of(
            cudart.CUDA_ERROR_NOT_PERMITTED,
            cudart.CUDA_ERROR_UNKNOWN,
            cudart.CUDA_ERROR_SYSTEM_NOT_READY,
            cudart.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH,
            cudart.CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE,
            cudart.CUDA_ERROR_DEVICE_UNAVAILABLE,
            cudart.CUDA_ERROR_DEVICE_NOT_LICENSED,
            CUDA_ERROR_ECC_UNCORRECTABLE);

    private static String text(int code) {
        try (var name = new PointerPointer<BytePointer>(1);
                var text = new PointerPointer<BytePointer>(1)) {
            cudart.cuGetErrorName(code, name);
            cudart.cuGetErrorString(code, text);
            return string(name) + " (" + code + "), " + string(text);
        }
    }

    private static String string(PointerPointer<BytePointer> place) {
        BytePointer text = place.get(BytePointer.class, 0);
        return text == null || text.isNull() ? "an error without a name" : text.getString();
    }
}
