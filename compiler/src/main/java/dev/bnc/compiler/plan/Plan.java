package dev.bnc.compiler.plan;

import dev.bnc.runtime.program.ProgramInfo;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.StateLayout;
import java.util.List;

/// A program for one batch size: what is computed, in which order, in which memory.
///
/// Everything both emitters need is here; they do not see the graph. Buffers are in place: those of the state as the
/// layout says, those of the arena as the [MemoryPlanner] found. [PlanVerifier] lists what holds in a correct plan.
///
/// @param buffers operands name them by their index
/// @param setup steps that depend on the state alone; run once after each change of the state, before any run
/// @param steps what each run does
/// @param arenaSize floats of working memory, known before anything runs
public record Plan(
        String name,
        int batch,
        StateLayout state,
        List<Buffer> buffers,
        List<Port> inputs,
        List<Port> outputs,
        List<Step> setup,
        List<Step> steps,
        int arenaSize) {
    public Plan {
        buffers = List.copyOf(buffers);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        setup = List.copyOf(setup);
        steps = List.copyOf(steps);
    }

    /// One of the steps alone, on the same memory: a program that does this step and nothing else.
    public Plan only(Step step) {
        return new Plan(name, batch, state, buffers, inputs, outputs, List.of(), List.of(step), arenaSize);
    }

    /// The buffer an operand views.
    public Buffer bufferOf(Operand operand) {
        return buffers.get(operand.buffer());
    }

    /// Index of an operand's first float in its region's array.
    public int offsetOf(Operand operand) {
        return bufferOf(operand).offset() + operand.start();
    }

    /// What a caller of the emitted program must know.
    public ProgramInfo info() {
        return new ProgramInfo(name, batch, slots(inputs), slots(outputs), state, arenaSize);
    }

    private List<Slot> slots(List<Port> ports) {
        return ports.stream()
                .map(p -> new Slot(p.name(), p.shape(), buffers.get(p.buffer()).offset()))
                .toList();
    }
}
