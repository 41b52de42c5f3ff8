package dev.bnc.cuda;

import dev.bnc.cuda.driver.Context;
import dev.bnc.cuda.driver.DeviceMemory;
import dev.bnc.cuda.driver.Event;
import dev.bnc.cuda.driver.Stream;
import java.util.stream.DoubleStream;

/// Copies of one large piece of the GPU's memory to another: how fast that is says what a kernel that only moves memory could
/// reach at best.
final class DeviceCopies {
    /// Much more than the caches hold, where there is as much.
    private static final long MOST_BYTES = 256L << 20;
    /// Of the GPU's memory.
    private static final int SHARE = 512;

    private static final int TOGETHER = 4;
    private static final int TRIES = 5;

    private final Stream stream;
    private final DeviceMemory from;
    private final DeviceMemory to;
    private double bandwidth;

    /// @param resources keeps the memory
    DeviceCopies(Context context, Stream stream, Resources resources) {
        this.stream = stream;
        long bytes = Math.min(MOST_BYTES, context.gpu().memory() / SHARE);
        this.from = context.allocate(bytes, "measuring copies");
        resources.keep(from, from::close);
        this.to = context.allocate(bytes, "measuring copies");
        resources.keep(to, to::close);
        stream.fillBytes(from.address(), (byte) 0, bytes);
    }

    /// Bytes read and written in a second, the best of a few tries.
    double bandwidth() {
        if (bandwidth == 0) {
            bandwidth = DoubleStream.generate(this::once).limit(TRIES).max().orElseThrow();
        }
        return bandwidth;
    }

    private double once() {
        try (var begun = new Event();
                var done = new Event()) {
            begun.record(stream);
            for (int i = 0; i < TOGETHER; i++) {
                copy();
            }
            done.record(stream);
            done.await();
            return 2.0 * from.bytes() * TOGETHER / done.secondsSince(begun);
        }
    }

    /// Gives the GPU something to do for so long at least.
    void busy(double seconds) {
        double each = 2.0 * from.bytes() / bandwidth();
        for (double time = 0; time < seconds; time += each) {
            copy();
        }
    }

    private void copy() {
        stream.copy(from.address(), to.address(), from.bytes());
    }
}
