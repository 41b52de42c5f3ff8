package dev.bnc.cuda;

import dev.bnc.compiler.emit.cuda.launch.DeviceBuffer;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.cuda.driver.Context;
import dev.bnc.cuda.driver.DeviceMemory;
import dev.bnc.cuda.driver.PinnedFloats;
import dev.bnc.cuda.driver.Stream;
import dev.bnc.runtime.program.StateTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// A net's state (parameters, statistics, optimizer slots) on the GPU, and the way there and back. All programs that run on
/// one array of the CPU's memory share it.
///
/// Between [#upload] and [#download] it is newer than that array as soon as a program has changed it.
final class DeviceState {
    private final DeviceMemory memory;
    private final PinnedFloats staging;
    /// Where each tensor that some program knows begins, in bytes.
    private final Map<String, Place> places = new LinkedHashMap<>();

    private boolean newer;

    /// A tensor here and there.
    ///
    /// @param offset byte in the GPU's memory
    /// @param index float in the CPU's
    private record Place(long offset, int index, int size) {}

    DeviceState(Context context, LaunchPlan plan, Resources resources) {
        long bytes = plan.arena().stateBytes();
        this.memory = context.allocate(bytes, "the state of " + plan.name());
        resources.keep(memory, memory::close);
        this.staging = new PinnedFloats(bytes / Float.BYTES);
        resources.keep(staging, staging::close);
    }

    /// Address of its first byte.
    long address() {
        return memory.address();
    }

    /// Whether a plan's state fits in.
    boolean holds(LaunchPlan plan) {
        return plan.arena().stateBytes() <= memory.bytes();
    }

    /// A program has changed it.
    void changed() {
        newer = true;
    }

    /// Brings the tensors of a program here, but those that are newer here.
    void upload(LaunchPlan plan, Iterable<StateTensor> tensors, float[] state, Stream stream) {
        boolean more = false;
        for (StateTensor tensor : tensors) {
            more |= plan.buffer(tensor.name()).map(b -> place(b, tensor)).orElse(false);
        }
        if (newer && !more) {
            return;
        }
        if (newer) {
            download(state, stream);
        }
        places.values().forEach(p -> staging.write(p.offset() / Float.BYTES, state, p.index(), p.size()));
        stream.upload(staging, 0, memory.address(), memory.bytes() / Float.BYTES);
        stream.await();
    }

    // Whether it is a new one.
    private boolean place(DeviceBuffer buffer, StateTensor tensor) {
        var place = new Place(buffer.offset(), tensor.offset(), tensor.size());
        Place known = places.putIfAbsent(tensor.name(), place);
        if (known != null && !known.equals(place)) {
            throw new IllegalStateException(
                    "programs of one state disagree on " + tensor.name() + ": " + known + " and " + place);
        }
        return known == null;
    }

    /// Brings what programs have changed to the array.
    void download(float[] state, Stream stream) {
        if (newer) {
            stream.download(memory.address(), staging, 0, memory.bytes() / Float.BYTES);
            stream.await();
            places.values().forEach(p -> staging.read(p.offset() / Float.BYTES, state, p.index(), p.size()));
            newer = false;
        }
    }

}
