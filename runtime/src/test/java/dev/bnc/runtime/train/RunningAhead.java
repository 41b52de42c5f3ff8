package dev.bnc.runtime.train;

import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.ProgramInfo;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.WorkerPool;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// Programs as a device has them: training steps work on a state of their own, and two can be under way.
final class RunningAhead implements ProgramSource {
    private final ProgramSource programs;
    private final Map<Integer, Program> training = new HashMap<>();
    private float[] state = {};
    private boolean newer;

    RunningAhead(ProgramSource programs) {
        this.programs = programs;
    }

    @Override
    public Program training(int batch) {
        return training.computeIfAbsent(batch, b -> new Ahead(programs.training(b)));
    }

    @Override
    public Program inference(int batch) {
        return programs.inference(batch);
    }

    @Override
    public Program statistics(int batch) {
        return programs.statistics(batch);
    }

    @Override
    public int smallestBatch() {
        return programs.smallestBatch();
    }

    private final class Ahead implements Program {
        private final Program program;
        private final Deque<float[]> done = new ArrayDeque<>();

        Ahead(Program program) {
            this.program = program;
        }

        @Override
        public ProgramInfo info() {
            return program.info();
        }

        @Override
        public void prepare(Memory memory, WorkerPool pool) {
            if (!newer) {
                state = memory.state().clone();
            }
        }

        @Override
        public void run(Memory memory, WorkerPool pool) {
            start(memory, pool);
            finish(memory);
        }

        @Override
        public int runsAtOnce() {
            return 2;
        }

        @Override
        public void start(Memory memory, WorkerPool pool) {
            if (done.size() == 2) {
                throw new IllegalStateException("three runs at once");
            }
            var own = new Memory(state, memory.arena().clone());
            program.run(own, pool);
            newer = true;
            done.add(own.arena());
            for (Slot input : info().inputs()) {
                Arrays.fill(memory.arena(), input.offset(), input.offset() + input.size(), Float.NaN);
            }
        }

        @Override
        public void finish(Memory memory) {
            float[] arena = done.remove();
            for (Slot output : info().outputs()) {
                System.arraycopy(arena, output.offset(), memory.arena(), output.offset(), output.size());
            }
        }

        @Override
        public void fetchState(Memory memory) {
            if (newer) {
                System.arraycopy(state, 0, memory.state(), 0, state.length);
                newer = false;
            }
        }
    }
}
