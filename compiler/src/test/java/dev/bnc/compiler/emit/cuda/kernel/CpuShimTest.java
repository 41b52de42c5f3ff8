package dev.bnc.compiler.emit.cuda.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bnc.compiler.emit.cuda.kernel.CpuModule.Order;
import dev.bnc.compiler.emit.cuda.launch.Argument;
import dev.bnc.compiler.emit.cuda.launch.Dim3;
import dev.bnc.compiler.emit.cuda.launch.Launch;
import dev.bnc.compiler.emit.cuda.launch.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shim finds what would go wrong on a GPU.
class CpuShimTest {
    private static final int THREADS = 64;
    private static final String FAULTY = """
            extern "C" __global__ void racy(float* y) {
                BNC_SHARED(64);
                shared[threadIdx.x] = threadIdx.x;
                y[threadIdx.x] = shared[(threadIdx.x + 32) % 64];
            }
            BNC_KERNEL(racy)
            extern "C" __global__ void stuck(float* y) {
                if (threadIdx.x & 1) __syncthreads();
                else y[threadIdx.x] = warpSum(1.0f);
            }
            BNC_KERNEL(stuck)
            extern "C" __global__ void early(float* y) {
                if (threadIdx.x < 32) return;
                __syncthreads();
                y[threadIdx.x] = 1.0f;
            }
            BNC_KERNEL(early)
            extern "C" __global__ void hasty(float* y) {
                BNC_SHARED(64);
                copyAsync4(shared + threadIdx.x, y + threadIdx.x, true);
                commitCopies();
                awaitCopies<1>();
                float seen = shared[threadIdx.x];
                awaitCopies<0>();
                y[threadIdx.x] = seen;
            }
            BNC_KERNEL(hasty)
            """;

    @Test
    void faultsAreFound(@TempDir Path folder) {
        assumeTrue(CpuModule.possible(), "no g++ in the search path");
        String source = ModuleSource.of(List.of(), List.of(FAULTY));
        CpuModule module = CpuModule.compile(List.of(source), 1, folder).getFirst();
        // A missing barrier: what is read depends on the order of threads.
        assertThat(run(module, "racy", Order.ASCENDING)).isNotEqualTo(run(module, "racy", Order.DESCENDING));
        assertThatThrownBy(() -> run(module, "stuck", Order.ASCENDING))
                .hasMessageContaining("threads wait at barriers that the others never reach");
        assertThatThrownBy(() -> run(module, "early", Order.ASCENDING))
                .hasMessageContaining("32 threads wait at a barrier that the others ended without");
        // A copy that was not awaited has not arrived.
        assertThat(run(module, "hasty", Order.ASCENDING)).containsOnly(Float.NaN);
    }

    private static float[] run(CpuModule module, String entry, Order order) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment y = arena.allocate(4L * THREADS, 64);
            var argument = new Argument.Pointer(View.dense(0, List.of(THREADS)));
            var launch = new Launch(Dim3.of(1), Dim3.of(THREADS), 0, List.of(argument));
            module.launch(entry, launch, List.of(y), order);
            return y.toArray(ValueLayout.JAVA_FLOAT);
        }
    }
}
