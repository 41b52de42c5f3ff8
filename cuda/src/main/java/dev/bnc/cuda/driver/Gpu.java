package dev.bnc.cuda.driver;

import java.util.Locale;

/// A GPU, as its driver describes it.
///
/// @param device its handle
/// @param major of its compute capability: 9 of 9.0
/// @param minor of its compute capability: 0 of 9.0
/// @param multiprocessors that run blocks at once
/// @param memory bytes
/// @param sharedMemory bytes that one block may have at most
public record Gpu(int device, String name, int major, int minor, int multiprocessors, long memory, int sharedMemory) {
    /// The architecture that kernels are compiled for: `sm_90`.
    public String architecture() {
        return "sm_" + major + minor;
    }

    /// In words: `NVIDIA H200, 139 GiB, compute capability 9.0, 132 multiprocessors`.
    public String description() {
        return String.format(
                Locale.ROOT,
                "%s, %d GiB, compute capability %d.%d, %d multiprocessors",
                name,
                memory >> 30,
                major,
                minor,
                multiprocessors);
    }
}
