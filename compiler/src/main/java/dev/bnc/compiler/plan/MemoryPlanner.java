package dev.bnc.compiler.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Places the arena's buffers so that no two overlap that hold something at the same time.
///
/// Greedy: the largest buffer first, each into the smallest gap it fits between those placed already that it meets in
/// time, else behind them (Pisarchyk, Lee 2020, "greedy by size"). Buffers start at multiples of [Buffer#ALIGNMENT]
/// floats, in large arenas [Buffer#LEAD] behind them.
public final class MemoryPlanner {
    /// Floats of an array that G1 gives regions of its own, if these have 4 MB: half of one.
    private static final int LARGE = 1 << 19;

    private final Lifetimes lifetimes;
    private final List<Buffer> buffers;
    /// Those that have their place, by offset.
    private final List<Integer> placed = new ArrayList<>();

    private MemoryPlanner(Plan plan) {
        lifetimes = new Lifetimes(plan);
        buffers = new ArrayList<>(plan.buffers());
    }

    /// The plan with its arena buffers in place.
    public static Plan place(Plan plan) {
        var planner = new MemoryPlanner(plan);
        IntStream.range(0, plan.buffers().size())
                .boxed()
                .filter(b -> plan.buffers().get(b).region() == Region.ARENA)
                .sorted(Comparator.comparingInt(
                                (Integer b) -> -plan.buffers().get(b).footprint())
                        .thenComparingInt(b -> planner.lifetimes.first(b)))
                .forEach(planner::place);
        planner.align();
        int size = planner.placed.stream()
                .mapToInt(b ->
                        planner.buffers.get(b).offset() + planner.buffers.get(b).footprint())
                .max()
                .orElse(0);
        return new Plan(
                plan.name(),
                plan.batch(),
                plan.state(),
                planner.buffers,
                plan.inputs(),
                plan.outputs(),
                plan.setup(),
                plan.steps(),
                size);
    }

    /// Floats of arena that a plan needs at the least, wherever its buffers lie.
    public static int lowerBound(Plan plan) {
        return new Lifetimes(plan).lowerBound(plan.buffers());
    }

    /// Moves all buffers of an arena of megabytes so that they start at cache lines. The G1 collector lets such an array
    /// begin with a region; its first float follows a header of 16 bytes. Vectors that lie across two lines take twice as
    /// long to read.
    private void align() {
        int size = placed.stream().mapToInt(b -> buffers.get(b).end()).max().orElse(0);
        if (size >= LARGE) {
            placed.forEach(b -> buffers.set(b, buffers.get(b).at(buffers.get(b).offset() + Buffer.LEAD)));
        }
    }

    private void place(int buffer) {
        int size = buffers.get(buffer).footprint();
        int best = Integer.MAX_VALUE;
        int at = -1;
        int free = 0;
        for (int other : placed) {
            if (!lifetimes.meet(other, buffer)) {
                continue;
            }
            Buffer neighbour = buffers.get(other);
            int gap = neighbour.offset() - free;
            if (gap >= size && gap < best) {
                best = gap;
                at = free;
            }
            free = Math.max(free, Math.addExact(neighbour.offset(), neighbour.footprint()));
        }
        Buffer inPlace = buffers.get(buffer).at(at < 0 ? free : at);
        buffers.set(buffer, inPlace);
        int position = 0;
        while (position < placed.size() && buffers.get(placed.get(position)).offset() <= inPlace.offset()) {
            position++;
        }
        placed.add(position, buffer);
    }
}
