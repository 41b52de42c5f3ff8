package dev.bnc.compiler.emit.jvm;

import dev.bnc.compiler.plan.Body;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Region;
import dev.bnc.compiler.plan.Spread;
import java.util.List;
import java.util.stream.IntStream;

/// What fused loops must have in common to be done by one emitted method. Offsets, strides and sizes are parameters
/// of that method, so the layers of a net share it, and HotSpot compiles it once.
///
/// @param results the array each result lies in
/// @param sums how many of the body's results are summed over the rows; these go to the arena
/// @param flat whether there is one row
record LoopKind(Body body, List<Access> operands, List<Region> results, int sums, boolean flat) {
    LoopKind {
        operands = List.copyOf(operands);
        results = List.copyOf(results);
    }

    /// How an operand is read.
    record Access(Region region, Spread spread) {}

    static LoopKind of(Elementwise loop, Plan plan) {
        List<Access> operands = IntStream.range(0, loop.operands().size())
                .mapToObj(i -> new Access(plan.bufferOf(loop.operands().get(i)).region(), loop.spread(i)))
                .toList();
        List<Region> results = loop.results().stream()
                .map(result -> plan.bufferOf(result).region())
                .toList();
        return new LoopKind(loop.body(), operands, results, loop.sums().size(), loop.flat());
    }

    /// Whether operand `i` moves on from row to row.
    boolean strided(int i) {
        return !flat && operands.get(i).spread() == Spread.EACH;
    }

    /// The numbers a loop of this kind is run with: for each operand, then each result, the index of its first float
    /// and, if it moves on from row to row, its stride; then the number of columns, if there are several rows; then for
    /// each sum the index of its first float, and how many rows a chunk has.
    int[] places(Elementwise loop, Plan plan) {
        IntStream.Builder places = IntStream.builder();
        for (int i = 0; i < operands.size(); i++) {
            Operand operand = loop.operands().get(i);
            places.add(plan.offsetOf(operand));
            if (strided(i)) {
                places.add(operand.stride());
            }
        }
        for (Operand result : loop.results()) {
            places.add(plan.offsetOf(result));
            if (!flat) {
                places.add(result.stride());
            }
        }
        if (!flat) {
            places.add(loop.columns());
        }
        loop.sums().forEach(sum -> places.add(plan.offsetOf(sum)));
        if (!loop.sums().isEmpty()) {
            places.add(loop.grain());
        }
        return places.build().toArray();
    }
}
