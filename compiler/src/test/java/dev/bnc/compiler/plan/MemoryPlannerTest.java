package dev.bnc.compiler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.graph.op.Softmax;
import dev.bnc.runtime.program.StateLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemoryPlannerTest {
    private static final int SEEDS = 500;
    /// Arena over lower bound, all seeds together. Greedy placement is seldom worse than this.
    private static final double WASTE = 1.1;

    @Test
    void noTwoLiveBuffersOverlap() {
        long arena = 0;
        long bound = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Plan plan = MemoryPlanner.place(random(seed));
            checkContents(plan, seed);
            assertThat(plan.arenaSize()).as("seed %d", seed).isGreaterThanOrEqualTo(MemoryPlanner.lowerBound(plan));
            arena += plan.arenaSize();
            bound += MemoryPlanner.lowerBound(plan);
        }
        assertThat((double) arena / bound).isLessThan(WASTE);
    }

    @Test
    void disjointLivesShareMemory() {
        // Four in a row, each needed by the next alone: two places are enough.
        var chain = new Chain();
        int last = chain.buffer(16);
        chain.input(last);
        for (int i = 0; i < 4; i++) {
            int next = chain.buffer(100);
            chain.step(List.of(last), next);
            last = next;
        }
        Plan plan = MemoryPlanner.place(chain.plan());
        assertThat(plan.arenaSize()).isEqualTo(16 + 2 * 112).isEqualTo(MemoryPlanner.lowerBound(plan));
    }

    @Test
    void buffersOfLargeArenasStartBehindAnArraysHeader() {
        var chain = new Chain();
        int first = chain.buffer(1 << 20);
        chain.input(first);
        int second = chain.buffer(100);
        chain.step(List.of(first), second);
        Plan plan = MemoryPlanner.place(chain.plan());
        assertThat(plan.buffers())
                .allSatisfy(b -> assertThat(b.offset() % Buffer.ALIGNMENT).isEqualTo(Buffer.LEAD));
        assertThat(plan.arenaSize()).isEqualTo(Buffer.LEAD + (1 << 20) + 112);
    }

    @Test
    void whatSetupLeavesLivesAlways() {
        var chain = new Chain();
        int packed = chain.buffer(16);
        int x = chain.buffer(16);
        int y = chain.buffer(16);
        int z = chain.buffer(16);
        chain.input(x);
        chain.step(List.of(packed), y);
        chain.step(List.of(y), z);
        Plan steps = chain.plan();
        Step setup = new Call(new Softmax(), List.of(), chain.operand(packed), Optional.empty());
        Plan plan = MemoryPlanner.place(new Plan(
                "test",
                1,
                steps.state(),
                steps.buffers(),
                steps.inputs(),
                steps.outputs(),
                List.of(setup),
                steps.steps(),
                0));
        Buffer kept = plan.buffers().get(packed);
        for (int other : List.of(x, y, z)) {
            Buffer buffer = plan.buffers().get(other);
            assertThat(buffer.offset() >= kept.end() || kept.offset() >= buffer.end()).isTrue();
        }
    }

    /// Plays the plan on an arena that remembers, for each float, which buffer was written there last: whatever is
    /// read, and all outputs in the end, must still be there.
    private static void checkContents(Plan plan, long seed) {
        int[] owner = new int[plan.arenaSize()];
        Arrays.fill(owner, -1);
        plan.inputs().forEach(p -> own(plan, p.buffer(), owner));
        for (Step step : plan.steps()) {
            step.reads().forEach(o -> requireOwned(plan, o.buffer(), owner, seed));
            step.writes().forEach(o -> own(plan, o.buffer(), owner));
            // What a step reads must survive what it writes.
            step.reads().forEach(o -> requireOwned(plan, o.buffer(), owner, seed));
        }
        plan.outputs().forEach(p -> requireOwned(plan, p.buffer(), owner, seed));
        plan.inputs().forEach(p -> requireOwned(plan, p.buffer(), owner, seed));
    }

    private static void own(Plan plan, int buffer, int[] owner) {
        Buffer b = plan.buffers().get(buffer);
        assertThat(b.offset() % Buffer.ALIGNMENT).isZero();
        Arrays.fill(owner, b.offset(), b.end(), buffer);
    }

    private static void requireOwned(Plan plan, int buffer, int[] owner, long seed) {
        Buffer b = plan.buffers().get(buffer);
        for (int i = b.offset(); i < b.end(); i++) {
            if (owner[i] != buffer) {
                throw new AssertionError("seed " + seed + ": " + b + " is overwritten");
            }
        }
    }

    /// Steps that read some buffers made before and write a new one, some with a workspace.
    private static Plan random(long seed) {
        var random = new Random(seed);
        var chain = new Chain();
        List<Integer> made = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            int input = chain.buffer(1 + random.nextInt(200));
            chain.input(input);
            made.add(input);
        }
        int steps = 1 + random.nextInt(40);
        for (int i = 0; i < steps; i++) {
            List<Integer> reads = new ArrayList<>();
            for (int r = 0; r < 1 + random.nextInt(3); r++) {
                reads.add(made.get(made.size() - 1 - Math.min(made.size() - 1, random.nextInt(8))));
            }
            int result = chain.buffer(1 + random.nextInt(random.nextInt(10) == 0 ? 2000 : 200));
            if (random.nextInt(4) == 0) {
                chain.step(reads, result, chain.buffer(1 + random.nextInt(50)));
            } else {
                chain.step(reads, result);
            }
            made.add(result);
        }
        chain.output(made.getLast());
        chain.output(made.get(random.nextInt(made.size())));
        return chain.plan();
    }

    /// Builds plans of calls; what they compute does not matter.
    private static final class Chain {
        private final List<Buffer> buffers = new ArrayList<>();
        private final List<Port> inputs = new ArrayList<>();
        private final List<Port> outputs = new ArrayList<>();
        private final List<Step> steps = new ArrayList<>();

        int buffer(int size) {
            buffers.add(Buffer.unplaced("%" + buffers.size(), size));
            return buffers.size() - 1;
        }

        Operand operand(int buffer) {
            return Operand.dense(buffer, List.of(buffers.get(buffer).size()));
        }

        void input(int buffer) {
            inputs.add(new Port("x" + buffer, List.of(buffers.get(buffer).size()), buffer));
        }

        void output(int buffer) {
            outputs.add(new Port("y" + buffer, List.of(buffers.get(buffer).size()), buffer));
        }

        void step(List<Integer> reads, int result) {
            call(reads, result, Optional.empty());
        }

        void step(List<Integer> reads, int result, int workspace) {
            call(reads, result, Optional.of(operand(workspace)));
        }

        private void call(List<Integer> reads, int result, Optional<Operand> workspace) {
            steps.add(new Call(
                    new Softmax(), reads.stream().map(this::operand).toList(), operand(result), workspace));
        }

        Plan plan() {
            return new Plan("test", 1, new StateLayout(List.of()), buffers, inputs, outputs, List.of(), steps, 0);
        }
    }
}
