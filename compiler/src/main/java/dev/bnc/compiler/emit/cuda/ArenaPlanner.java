package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.DeviceBuffers.Draft;
import dev.bnc.compiler.emit.cuda.launch.Arena;
import dev.bnc.compiler.emit.cuda.launch.DeviceBuffer;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.Life;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Places buffers so that no two share bytes that hold something at the same time.
///
/// Greedy, as the JVM's planner is: the largest buffer first, each into the smallest gap it fits between those placed
/// already that it meets in time, else behind them (Pisarchyk, Lee 2020, "greedy by size"). The state comes first.
final class ArenaPlanner {
    private final List<Draft> drafts;
    private final BufferLives times;
    private final List<Life> lives;
    private final long[] offsets;
    /// Those that have their place, by offset.
    private final List<Integer> placed = new ArrayList<>();
    private final long start;

    /// Buffers in their places.
    record Placed(List<DeviceBuffer> buffers, Arena arena) {}

    private ArenaPlanner(List<Draft> drafts, BufferLives times, long start) {
        this.drafts = drafts;
        this.times = times;
        this.lives = times.all();
        this.start = start;
        offsets = new long[drafts.size()];
        Arrays.fill(offsets, start);
    }

    static Placed place(DeviceBuffers buffers, List<LaunchStep> setup, List<LaunchStep> steps) {
        List<Draft> drafts = buffers.drafts();
        var times = new BufferLives(drafts, setup, steps);
        var planner = new ArenaPlanner(drafts, times, buffers.stateBytes());
        IntStream.range(0, drafts.size())
                .boxed()
                .filter(b -> !drafts.get(b).role().state() && drafts.get(b).alias().isEmpty() && !times.idle(b))
                .sorted(Comparator.comparingLong((Integer b) -> -drafts.get(b).bytes())
                        .thenComparingInt(b -> planner.lives.get(b).first()))
                .forEach(planner::place);
        List<DeviceBuffer> inPlace = IntStream.range(0, drafts.size())
                .mapToObj(planner::buffer)
                .toList();
        long end = inPlace.stream().mapToLong(DeviceBuffer::end).max().orElse(0);
        return new Placed(inPlace, new Arena(Arena.aligned(end), buffers.stateBytes()));
    }

    private void place(int buffer) {
        long size = Arena.aligned(drafts.get(buffer).bytes());
        long best = Long.MAX_VALUE;
        long at = -1;
        long free = start;
        for (int other : placed) {
            if (!lives.get(other).meets(lives.get(buffer))) {
                continue;
            }
            long gap = offsets[other] - free;
            if (gap >= size && gap < best) {
                best = gap;
                at = free;
            }
            free = Math.max(free, offsets[other] + Arena.aligned(drafts.get(other).bytes()));
        }
        offsets[buffer] = at < 0 ? free : at;
        int position = 0;
        while (position < placed.size() && offsets[placed.get(position)] <= offsets[buffer]) {
            position++;
        }
        placed.add(position, buffer);
    }

    private DeviceBuffer buffer(int index) {
        Draft draft = drafts.get(index);
        boolean idle = times.idle(index);
        List<Integer> shape = idle ? List.of(0) : draft.shape();
        return new DeviceBuffer(
                draft.name(),
                times.role(index),
                draft.type(),
                shape,
                DeviceBuffer.dense(shape),
                offset(index, draft.alias()),
                idle ? 0 : draft.bytes(),
                lives.get(index),
                draft.alias());
    }

    private long offset(int index, Optional<String> alias) {
        Optional<Integer> other = alias.flatMap(name -> IntStream.range(0, drafts.size())
                .boxed()
                .filter(b -> drafts.get(b).name().equals(name))
                .findFirst());
        return drafts.get(index).place().orElseGet(() -> offsets[other.orElse(index)]);
    }
}
