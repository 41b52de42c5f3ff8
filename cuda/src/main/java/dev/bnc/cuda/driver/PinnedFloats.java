package dev.bnc.cuda.driver;

import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/// Floats of the CPU's memory that the GPU reads and writes by itself, while the CPU does other things.
public final class PinnedFloats implements AutoCloseable {
    private final Pointer memory = new Pointer();
    private final FloatPointer floats;

    /// Room for `count` floats, all 0.
    public PinnedFloats(long count) {
        Status.check(cudart.cuMemAllocHost(memory, Math.max(1, count) * Float.BYTES), "allocating pinned memory");
        this.floats = new FloatPointer(memory);
        floats.capacity(Math.max(1, count));
        Pointer.memset(floats, 0, count * Float.BYTES);
    }

    /// Where the float with that index lies.
    FloatPointer at(long index) {
        return floats.getPointer(index);
    }

    /// Where the first float lies, for the GPU as for the CPU (unified addressing).
    public long address() {
        return floats.address();
    }

    /// Copies `count` floats of `from`, beginning with `start`, to `index`.
    public void write(long index, float[] from, int start, int count) {
        at(index).put(from, start, count);
    }

    /// Copies `count` floats from `index` to `into`, beginning with `start`.
    public void read(long index, float[] into, int start, int count) {
        at(index).get(into, start, count);
    }

    @Override
    public void close() {
        Status.check(cudart.cuMemFreeHost(memory), "freeing pinned memory");
    }
}
