package dev.bnc.bench.measure;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// Waits until this process rests: the worker threads of all engines spin for a while after their last call, and would
/// take the cores from the engine that is next.
final class Idle {
    private static final int LONGEST = 20;
    private static final long STEP_MILLISECONDS = 50;
    /// The clock of a process ticks every 10 ms; one tick in a step may be a stray one.
    private static final long RESTING_NANOSECONDS = 15_000_000;

    private Idle() {}

    static void await() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        for (int i = 0; i < LONGEST; i++) {
            long before = system.getProcessCpuTime();
            try {
                Thread.sleep(STEP_MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (system.getProcessCpuTime() - before < RESTING_NANOSECONDS) {
                return;
            }
        }
    }
}
