package dev.bnc.compiler.emit.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.emit.cuda.launch.KernelModule.Resources;
import org.junit.jupiter.api.Test;

/// Against what ptxas of CUDA 13.0 printed.
class PtxasLogTest {
    private static final String LOG = """
            ptxas info    : 0 bytes gmem
            ptxas info    : Compiling entry function 'plain' for 'sm_90'
            ptxas info    : Function properties for plain
                0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
            ptxas info    : Used 12 registers, used 0 barriers
            ptxas info    : Compile time = 4.000 ms
            ptxas info    : Compiling entry function 'tile' for 'sm_90'
            ptxas info    : Function properties for tile
                64 bytes stack frame, 16 bytes spill stores, 24 bytes spill loads
            ptxas info    : Used 255 registers, used 1 barriers, 64 bytes cumulative stack size, 10240 bytes smem
            """;

    @Test
    void readsEachKernelsNeeds() {
        assertThat(PtxasLog.resources(LOG, "plain")).contains(new Resources(12, 0, 0));
        assertThat(PtxasLog.resources(LOG, "tile")).contains(new Resources(255, 24, 10240));
        assertThat(PtxasLog.resources(LOG, "other")).isEmpty();
    }
}
