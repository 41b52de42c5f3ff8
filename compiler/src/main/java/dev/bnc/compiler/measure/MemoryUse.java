package dev.bnc.compiler.measure;

import dev.bnc.compiler.plan.Buffer;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.MemoryPlanner;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Region;
import dev.bnc.compiler.plan.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What memory a program needs, in bytes; known before it runs.
///
/// @param state weights, statistics and optimizer slots
/// @param arena everything else, values sharing memory that are not needed at once
/// @param prepared of the arena: what is made of the weights once, such as packed weights
/// @param workspaces of the arena: partial results of reductions, if none of them shared memory
/// @param least of the arena: no placement of the values could do with less
public record MemoryUse(long state, long arena, long prepared, long workspaces, long least) {
    private static final long FLOAT = 4;

    /// Of a plan.
    public static MemoryUse of(Plan plan) {
        return new MemoryUse(
                FLOAT * plan.state().size(),
                FLOAT * plan.arenaSize(),
                FLOAT * size(plan, prepared(plan)),
                FLOAT * size(plan, workspaces(plan)),
                FLOAT * MemoryPlanner.lowerBound(plan));
    }

    /// State and arena.
    public long total() {
        return state + arena;
    }

    private static Stream<Operand> prepared(Plan plan) {
        Set<Integer> read = plan.steps().stream()
                .flatMap(s -> s.reads().stream())
                .map(Operand::buffer)
                .collect(Collectors.toSet());
        return written(plan.setup()).filter(operand -> read.contains(operand.buffer()));
    }

    private static Stream<Operand> workspaces(Plan plan) {
        return plan.steps().stream()
                .flatMap(step -> step instanceof Call call ? call.workspace().stream() : Optional.<Operand>empty().stream());
    }

    private static Stream<Operand> written(List<Step> steps) {
        return steps.stream().flatMap(step -> step.writes().stream());
    }

    private static long size(Plan plan, Stream<Operand> operands) {
        return operands.map(plan::bufferOf)
                .distinct()
                .filter(buffer -> buffer.region() == Region.ARENA)
                .mapToLong(Buffer::footprint)
                .sum();
    }
}
