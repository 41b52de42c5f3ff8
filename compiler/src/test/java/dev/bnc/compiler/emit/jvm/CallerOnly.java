package dev.bnc.compiler.emit.jvm;

import dev.bnc.runtime.kernel.Kernels;
import dev.bnc.runtime.kernel.ScalarKernels;
import dev.bnc.runtime.program.WorkerPool;

/// A pool without threads of its own, and kernels that need nothing.
final class CallerOnly {
    static final Kernels KERNELS = new ScalarKernels();

    static final WorkerPool POOL = new WorkerPool() {
        @Override
        public int threads() {
            return 1;
        }

        @Override
        public void run(ChunkTask task, int chunks) {
            for (int chunk = 0; chunk < chunks; chunk++) {
                task.run(chunk);
            }
        }

        @Override
        public void close() {
            // nothing to end
        }
    };

    private CallerOnly() {}
}
