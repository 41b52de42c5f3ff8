package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.kernel.CpuModule.Order;
import dev.bnc.compiler.emit.cuda.kernel.PlanKernels.Group;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Region;
import dev.bnc.compiler.reference.Tensor;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.StateTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;

/// A plan run by its kernels on the CPU shim. What nobody has written yet is NaN.
final class CpuPlan {
    private final Plan plan;
    private final PlanKernels kernels;
    private final List<CpuModule> modules;
    private final MemorySegment state;
    private final MemorySegment arena;
    private final MemorySegment scratch;

    CpuPlan(Plan plan, PlanKernels kernels, List<CpuModule> modules, Arena memory) {
        this.plan = plan;
        this.kernels = kernels;
        this.modules = modules;
        this.state = floats(memory, plan.state().size());
        this.arena = floats(memory, plan.arenaSize());
        this.scratch = floats(memory, kernels.scratch());
    }

    private static MemorySegment floats(Arena memory, long count) {
        MemorySegment floats = memory.allocate(Math.max(4, 4 * count), 64);
        floats.fill((byte) 0xff);
        return floats;
    }

    /// Writes the state and runs the setup.
    CpuPlan withState(Map<String, Tensor> tensors, Order order) {
        tensors.forEach((name, tensor) -> {
            StateTensor place = plan.state().find(name).orElseThrow();
            write(tensor, state, place.offset());
        });
        run(kernels.setup(), order);
        return this;
    }

    /// One run.
    CpuPlan run(Map<String, Tensor> inputs, Order order) {
        inputs.forEach((name, tensor) ->
                write(tensor, arena, plan.info().input(name).offset()));
        run(kernels.steps(), order);
        return this;
    }

    Tensor output(String name) {
        Slot slot = plan.info().output(name);
        return read(slot.shape(), arena, slot.offset());
    }

    Tensor parameter(String name) {
        StateTensor place = plan.state().find(name).orElseThrow();
        return read(place.shape(), state, place.offset());
    }

    private void run(List<Group> groups, Order order) {
        for (Group group : groups) {
            scratch.fill((byte) 0xff);
            for (Launch launch : group.launches().list()) {
                List<MemorySegment> pointers =
                        launch.arguments().stream().map(this::pointer).toList();
                module(launch.kernel()).launch(launch, pointers, order);
            }
        }
    }

    private CpuModule module(Kernel kernel) {
        return modules.stream().filter(m -> m.has(kernel)).findFirst().orElseThrow();
    }

    private MemorySegment pointer(Argument argument) {
        return switch (argument) {
            case Argument.Of(var operand) -> {
                MemorySegment region = plan.bufferOf(operand).region() == Region.STATE ? state : arena;
                yield region.asSlice(4L * plan.offsetOf(operand));
            }
            case Argument.Scratch(long first, long _) -> scratch.asSlice(4 * first);
        };
    }

    private static void write(Tensor tensor, MemorySegment memory, int offset) {
        for (int i = 0; i < tensor.length(); i++) {
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, offset + i, (float) tensor.at(i));
        }
    }

    private static Tensor read(List<Integer> shape, MemorySegment memory, int offset) {
        return Tensor.generate(new Shape(shape), i -> memory.getAtIndex(ValueLayout.JAVA_FLOAT, offset + i));
    }
}
