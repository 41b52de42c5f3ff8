package dev.bnc.cuda.driver;

import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;

/// Compiled kernels, loaded.
public final class LoadedModule implements AutoCloseable {
    /// What a kernel has without asking.
    private static final int USUAL_SHARED = 48 << 10;

    private final String name;
    private final CUmod_st handle = new CUmod_st();

    /// Loads a cubin.
    ///
    /// @param name for messages
    public LoadedModule(String name, byte[] image) {
        this.name = name;
        try (var bytes = new BytePointer(image)) {
            Status.check(cudart.cuModuleLoadData(handle, bytes), "loading the kernels of " + name);
        }
    }

    /// The kernel of that name.
    ///
    /// @param dynamicShared bytes of shared memory that it is launched with
    public Kernel kernel(String entry, int dynamicShared) {
        var function = new CUfunc_st();
        Status.check(cudart.cuModuleGetFunction(function, handle, entry), "looking for kernel " + entry + " of " + name);
        if (dynamicShared > USUAL_SHARED) {
            Status.check(
                    cudart.cuFuncSetAttribute(
                            function, cudart.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, dynamicShared),
                    "setting aside " + dynamicShared + " bytes of shared memory for " + entry);
        }
        return new Kernel(entry, function);
    }

    @Override
    public void close() {
        Status.check(cudart.cuModuleUnload(handle), "unloading the kernels of " + name);
    }
}
