package dev.bnc.cuda;

import dev.bnc.compiler.emit.cuda.launch.Arena;
import dev.bnc.cuda.driver.PinnedFloats;
import dev.bnc.runtime.program.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A program's inputs, or some of its outputs, side by side in one piece of memory, so that one copy moves them all. Each begins at
/// a multiple of 256 bytes.
///
/// @param parts where each is
/// @param floats of that memory, gaps included
record Ports(List<Part> parts, long floats) {
    /// A slot in that memory.
    ///
    /// @param buffer index in the plan; of outputs that are others by another name, that of the other
    /// @param index of its first float
    record Part(Slot slot, int buffer, long index) {}

    Ports {
        parts = List.copyOf(parts);
    }

    /// Of the slots of some buffers; slots of one buffer have the same place.
    static Ports of(Map<Slot, Integer> buffers) {
        var parts = new ArrayList<Part>();
        Map<Integer, Long> known = new HashMap<>();
        long end = 0;
        for (Map.Entry<Slot, Integer> entry : new LinkedHashMap<>(buffers).entrySet()) {
            Long index = known.putIfAbsent(entry.getValue(), end);
            parts.add(new Part(entry.getKey(), entry.getValue(), index == null ? end : index));
            if (index == null) {
                end += Arena.aligned((long) entry.getKey().size() * Float.BYTES) / Float.BYTES;
            }
        }
        return new Ports(parts, end);
    }

    long bytes() {
        return floats * Float.BYTES;
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

    /// Address of each buffer where the memory begins at `base`.
    Map<Integer, Long> addresses(long base) {
        Map<Integer, Long> addresses = new HashMap<>();
        parts.forEach(part -> addresses.put(part.buffer(), base + part.index() * Float.BYTES));
        return addresses;
    }
}
