package dev.bnc.cuda.driver;

import org.bytedeco.cuda.cudart.CUDA_MEMCPY2D_v2;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/// Work for the GPU, done in order and beside what the CPU does. What is handed over must stay as it is until it is done.
public final class Stream implements AutoCloseable {
    private static final PointerPointer<Pointer> NOTHING = new PointerPointer<>();

    private final CUstream_st handle = new CUstream_st();

    /// A stream that waits for no other.
    public Stream() {
        Status.check(cudart.cuStreamCreate(handle, cudart.CU_STREAM_NON_BLOCKING), "making a stream");
    }

    CUstream_st handle() {
        return handle;
    }

    /// Runs a kernel. The driver copies the arguments at once.
    public void launch(Kernel kernel, Kernel.Launch launch, Arguments arguments) {
        int code = cudart.cuLaunchKernel(
                kernel.handle(),
                launch.gridX(),
                launch.gridY(),
                launch.gridZ(),
                launch.blockX(),
                launch.blockY(),
                launch.blockZ(),
                launch.shared(),
                handle,
                arguments.addresses(),
                NOTHING);
        Status.check(code, "kernel " + kernel.name());
    }

    /// Copies floats from the CPU's memory, from index `from` on, to the GPU's.
    public void upload(PinnedFloats floats, long from, long address, long count) {
        Status.check(
                cudart.cuMemcpyHtoDAsync(address, floats.at(from), count * Float.BYTES, handle), "copying to the GPU");
    }

    /// Copies floats from the GPU's memory to the CPU's, to index `to` on.
    public void download(long address, PinnedFloats floats, long to, long count) {
        Status.check(
                cudart.cuMemcpyDtoHAsync(floats.at(to), address, count * Float.BYTES, handle), "copying from the GPU");
    }

    /// Copies bytes within the GPU's memory.
    public void copy(long from, long to, long bytes) {
        Status.check(cudart.cuMemcpyDtoDAsync(to, from, bytes, handle), "copying within the GPU");
    }

    /// Copies `rows` of `bytes` each within the GPU's memory, as far apart as the two sides say.
    public void copyRows(Rows from, Rows to, long bytes, long rows) {
        try (var what = new CUDA_MEMCPY2D_v2()) {
            what.srcMemoryType(cudart.CU_MEMORYTYPE_DEVICE).srcDevice(from.address()).srcPitch(from.pitch());
            what.dstMemoryType(cudart.CU_MEMORYTYPE_DEVICE).dstDevice(to.address()).dstPitch(to.pitch());
            what.srcXInBytes(0).srcY(0).dstXInBytes(0).dstY(0).WidthInBytes(bytes).Height(rows);
            Status.check(cudart.cuMemcpy2DAsync(what, handle), "copying rows within the GPU");
        }
    }

    /// Rows of the GPU's memory.
    ///
    /// @param address of the first one
    /// @param pitch bytes from one row to the next
    public record Rows(long address, long pitch) {}

    /// What comes after this in the stream starts when the event has happened, as it was recorded last.
    public void await(Event event) {
        Status.check(cudart.cuStreamWaitEvent(handle, event.handle(), 0), "making a stream wait");
    }

    /// Sets every byte to `value`.
    public void fillBytes(long address, byte value, long bytes) {
        Status.check(cudart.cuMemsetD8Async(address, value, bytes, handle), "filling memory");
    }

    /// Sets every word of 32 bits to `value`.
    public void fillWords(long address, int value, long words) {
        Status.check(cudart.cuMemsetD32Async(address, value, words, handle), "filling memory");
    }

    /// Does all that was captured before.
    public void launch(CapturedGraph graph) {
        Status.check(cudart.cuGraphLaunch(graph.handle(), handle), "launching a graph");
    }

    /// Waits until all is done. What went wrong on the GPU shows here.
    public void await() {
        Status.check(cudart.cuStreamSynchronize(handle), "waiting for the GPU");
    }

    /// What `work` puts into this stream, as one graph. Nothing of it is done. Capturing concerns this thread only.
    public CapturedGraph capture(Runnable work) {
        Status.check(
                cudart.cuStreamBeginCapture(handle, cudart.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL), "beginning a capture");
        try {
            work.run();
        } catch (Throwable failure) {
            // The stream must not stay in capture; what it says then matters less than why.
            var discarded = new CUgraph_st();
            if (cudart.cuStreamEndCapture(handle, discarded) == cudart.CUDA_SUCCESS && !discarded.isNull()) {
                cudart.cuGraphDestroy(discarded);
            }
            throw failure;
        }
        var graph = new CUgraph_st();
        Status.check(cudart.cuStreamEndCapture(handle, graph), "ending a capture");
        return new CapturedGraph(graph);
    }

    @Override
    public void close() {
        Status.check(cudart.cuStreamDestroy(handle), "ending a stream");
    }
}
