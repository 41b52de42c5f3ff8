package dev.bnc.cuda.driver;

import org.bytedeco.cuda.cudart.CUfunc_st;

/// A function that the GPU runs, while its [LoadedModule] is loaded.
public record Kernel(String name, CUfunc_st handle) {
    /// How many blocks there are and how many threads in each.
    ///
    /// @param shared bytes of dynamic shared memory of each block
    public record Launch(int gridX, int gridY, int gridZ, int blockX, int blockY, int blockZ, int shared) {}
}
