package dev.bnc.cuda.driver;

import org.bytedeco.cuda.global.cudart;

/// A stretch of the GPU's memory.
///
/// @param address of its first byte, a multiple of 256
/// @param bytes how many there are
public record DeviceMemory(long address, long bytes) implements AutoCloseable {
    @Override
    public void close() {
        Status.check(cudart.cuMemFree(address), "freeing memory");
    }
}
