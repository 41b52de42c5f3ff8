package dev.bnc.runtime.embed;

import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.WorkerPool;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// A net's program for one batch size, with the working memories of calls that have ended. These lie in a ring of
/// slots that threads exchange with atomic operations; nobody waits.
final class BatchProgram {
    private final Program program;
    private final float[] state;
    private final int batch;
    private final int inputOffset;
    private final int inputSize;
    private final int outputOffset;
    private final int outputSize;
    private final AtomicReferenceArray<@Nullable Call> ended;

    BatchProgram(Program program, float[] state, NetDescription net) {
        this.program = program;
        this.state = state;
        this.batch = program.info().batch();
        Slot input = program.info().input(net.input());
        this.inputOffset = input.offset();
        this.inputSize = input.size() / batch;
        Slot output = program.info().output(net.output());
        this.outputOffset = output.offset();
        this.outputSize = output.size() / batch;
        this.ended = new AtomicReferenceArray<>(2 * Runtime.getRuntime().availableProcessors() + 2);
    }

    int batch() {
        return batch;
    }

    int inputSize() {
        return inputSize;
    }

    int outputSize() {
        return outputSize;
    }

    int outputOffset(int i) {
        return outputOffset + i * outputSize;
    }

    int inputOffset(int i) {
        return inputOffset + i * inputSize;
    }

    /// Packs the weights.
    void prepare(WorkerPool pool) {
        Call call = acquire();
        program.prepare(call.memory(), pool);
        release(call);
    }

    void run(Call call, WorkerPool pool) {
        program.run(call.memory(), pool);
    }

    /// Working memory that no other thread has; new if there is none left.
    Call acquire() {
        int first = first();
        for (int i = 0; i < ended.length(); i++) {
            int slot = (first + i) % ended.length();
            if (ended.get(slot) != null) {
                Call call = ended.getAndSet(slot, null);
                if (call != null) {
                    return call;
                }
            }
        }
        return new Call(this, new Memory(state, new float[program.info().arenaSize()]));
    }

    /// Keeps the memory for the next call, or drops it if there is more than enough.
    void release(Call call) {
        int first = first();
        for (int i = 0; i < ended.length(); i++) {
            int slot = (first + i) % ended.length();
            if (ended.get(slot) == null && ended.compareAndSet(slot, null, call)) {
                return;
            }
        }
    }

    /// Threads start at different slots, so that each finds its own memory again.
    private int first() {
        return (int) (Thread.currentThread().threadId() % ended.length());
    }
}
