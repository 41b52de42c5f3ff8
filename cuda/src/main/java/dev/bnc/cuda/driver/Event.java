package dev.bnc.cuda.driver;

import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.global.cudart;

/// A place in a stream that can be waited for, and whose time the GPU notes.
public final class Event implements AutoCloseable {
    private final CUevent_st handle = new CUevent_st();

    /// An event that has not happened; waiting for one that was never recorded returns at once.
    public Event() {
        Status.check(cudart.cuEventCreate(handle, cudart.CU_EVENT_DEFAULT), "making an event");
    }

    CUevent_st handle() {
        return handle;
    }

    /// Happens when all that is in the stream now is done.
    public void record(Stream stream) {
        Status.check(cudart.cuEventRecord(handle, stream.handle()), "recording an event");
    }

    /// Waits until it has happened. What went wrong on the GPU before shows here.
    public void await() {
        Status.check(cudart.cuEventSynchronize(handle), "waiting for the GPU");
    }

    /// Seconds on the GPU between `earlier` and this. Both must have happened.
    public double secondsSince(Event earlier) {
        float[] milliseconds = new float[1];
        Status.check(cudart.cuEventElapsedTime(milliseconds, earlier.handle, handle), "measuring time");
        return 1e-3 * milliseconds[0];
    }

    @Override
    public void close() {
        Status.check(cudart.cuEventDestroy(handle), "destroying an event");
    }
}
