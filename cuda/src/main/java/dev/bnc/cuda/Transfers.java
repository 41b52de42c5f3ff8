package dev.bnc.cuda;

import dev.bnc.compiler.emit.cuda.launch.Arena;
import dev.bnc.compiler.emit.cuda.launch.DeviceBuffer;
import dev.bnc.cuda.driver.PinnedFloats;
import dev.bnc.cuda.driver.Stream;
import dev.bnc.runtime.program.Slot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A program's inputs, or its outputs, as they are copied: neighbours in the GPU's memory together, with the bytes between
/// them, so that a step has as few copies as can be.
///
/// @param floats of pinned memory that they take
record Transfers(List<Part> parts, List<Run> runs, long floats) {
    /// A slot in pinned memory.
    ///
    /// @param index of its first float
    private record Part(Slot slot, long index) {}

    /// One copy.
    ///
    /// @param first the buffer it begins with
    /// @param index of its first float in pinned memory
    private record Run(DeviceBuffer first, long index, long floats) {}

    /// A slot of the program and the buffer of the plan that is it.
    record Port(Slot slot, DeviceBuffer buffer) {}

    static Transfers of(List<Port> ports) {
        List<Port> sorted = ports.stream()
                .sorted(Comparator.comparingLong(p -> p.buffer().offset()))
                .toList();
        var parts = new ArrayList<Part>();
        var runs = new ArrayList<Run>();
        long floats = 0;
        for (Port port : sorted) {
            DeviceBuffer buffer = port.buffer();
            if (!runs.isEmpty() && follows(runs.getLast(), buffer)) {
                Run last = runs.removeLast();
                long apart = (buffer.offset() - last.first().offset()) / Float.BYTES;
                parts.add(new Part(port.slot(), last.index() + apart));
                long together = apart + port.slot().size();
                runs.add(new Run(last.first(), last.index(), together));
                floats = last.index() + together;
            } else {
                parts.add(new Part(port.slot(), floats));
                runs.add(new Run(buffer, floats, port.slot().size()));
                floats += port.slot().size();
            }
        }
        return new Transfers(parts, runs, floats);
    }

    private static boolean follows(Run run, DeviceBuffer next) {
        long end = run.first().offset() + run.floats() * Float.BYTES;
        return Arena.aligned(end) == next.offset();
    }

    /// From the program's arena on the CPU to pinned memory.
    void gather(float[] arena, PinnedFloats pinned) {
        for (Part part : parts) {
            pinned.write(part.index(), arena, part.slot().offset(), part.slot().size());
        }
    }

    /// From pinned memory to the program's arena on the CPU.
    void scatter(PinnedFloats pinned, float[] arena) {
        for (Part part : parts) {
            pinned.read(part.index(), arena, part.slot().offset(), part.slot().size());
        }
    }

    /// From pinned memory to the GPU.
    void upload(Stream stream, PinnedFloats pinned, Addresses addresses) {
        for (Run run : runs) {
            stream.upload(pinned, run.index(), addresses.of(run.first()), run.floats());
        }
    }

    /// From the GPU to pinned memory.
    void download(Stream stream, PinnedFloats pinned, Addresses addresses) {
        for (Run run : runs) {
            stream.download(addresses.of(run.first()), pinned, run.index(), run.floats());
        }
    }
}
