package dev.bnc.compiler.emit.cuda;

/// What a kernel needs of an sm_90 multiprocessor, as the compiler says it.
///
/// @param registers of each thread
/// @param stackBytes of each thread: arrays that are not in registers, and what is spilled
/// @param spillBytes of each thread, stored to memory for want of registers and loaded again
/// @param sharedBytes static shared memory of a block
/// @param threads of a block
record KernelNeeds(int registers, int stackBytes, int spillBytes, int sharedBytes, int threads) {
    // CUDA C++ Programming Guide, "Technical Specifications per Compute Capability", 9.0; units of allocation as the CUDA Occupancy
    // Calculator has them.
    private static final int REGISTERS = 65536;
    private static final int REGISTERS_UNIT = 256;
    private static final int SHARED = 228 * 1024;
    private static final int SHARED_UNIT = 128;
    /// Of each block, beside what the kernel asks for.
    private static final int SHARED_OF_SYSTEM = 1024;

    private static final int WARPS = 64;
    private static final int BLOCKS = 32;

    /// Blocks that fit a multiprocessor at once.
    int blocks() {
        int warps = Math.ceilDiv(threads, 32);
        int ofWarp = Math.ceilDiv(registers * 32, REGISTERS_UNIT) * REGISTERS_UNIT;
        int byRegisters = REGISTERS / ofWarp / warps;
        int ofBlock = Math.ceilDiv(sharedBytes, SHARED_UNIT) * SHARED_UNIT + SHARED_OF_SYSTEM;
        return Math.min(Math.min(byRegisters, SHARED / ofBlock), Math.min(BLOCKS, WARPS / warps));
    }

    /// Share of the multiprocessor's warps that these are, in percent.
    int occupancy() {
        return 100 * blocks() * Math.ceilDiv(threads, 32) / WARPS;
    }

    /// Whether everything is in registers.
    boolean inRegisters() {
        return spillBytes == 0 && stackBytes == 0;
    }
}
