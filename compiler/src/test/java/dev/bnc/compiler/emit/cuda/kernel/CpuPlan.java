package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.kernel.CpuModule.Order;
import dev.bnc.compiler.emit.cuda.launch.Argument;
import dev.bnc.compiler.emit.cuda.launch.BufferRole;
import dev.bnc.compiler.emit.cuda.launch.DeviceBuffer;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.reference.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;

/// A launch plan run on the CPU shim. What nobody has written yet is NaN.
final class CpuPlan {
    private final LaunchPlan plan;
    private final List<CpuModule> modules;
    private final MemorySegment memory;

    CpuPlan(LaunchPlan plan, List<CpuModule> modules, Arena arena) {
        this.plan = plan;
        this.modules = modules;
        this.memory = arena.allocate(Math.max(256, plan.arena().bytes()), 256);
        memory.fill((byte) 0xff);
    }

    /// Writes the state and runs the setup.
    CpuPlan withState(Map<String, Tensor> tensors, Order order) {
        tensors.forEach(this::write);
        plan.setup().forEach(step -> run(step, order));
        return this;
    }

    /// One run.
    CpuPlan run(Map<String, Tensor> inputs, Order order) {
        inputs.forEach(this::write);
        plan.steps().forEach(step -> run(step, order));
        return this;
    }

    /// What a buffer of that name holds.
    Tensor read(String name) {
        DeviceBuffer buffer = plan.buffer(name).orElseThrow();
        return Tensor.generate(
                new Shape(buffer.shape()), i -> memory.get(ValueLayout.JAVA_FLOAT, buffer.offset() + 4L * i));
    }

    private void write(String name, Tensor tensor) {
        DeviceBuffer buffer = plan.buffer(name).orElseThrow();
        for (int i = 0; i < tensor.length(); i++) {
            memory.set(ValueLayout.JAVA_FLOAT, buffer.offset() + 4L * i, (float) tensor.at(i));
        }
    }

    private void run(LaunchStep step, Order order) {
        switch (step) {
            case LaunchStep.Kernel kernel -> launch(kernel, order);
            case LaunchStep.Memset memset ->
                at(memset.target())
                        .asSlice(0, bytes(memset.target()) * memset.target().span())
                        .fill((byte) memset.value());
            case LaunchStep.Copy copy -> copy(copy.source(), copy.target());
            case LaunchStep.Gemm _, LaunchStep.Conv _, LaunchStep.Norm _ ->
                throw new IllegalStateException("a step of a library: " + step);
        }
    }

    private void launch(LaunchStep.Kernel step, Order order) {
        poisonWorkspaces(step);
        List<MemorySegment> pointers = step.launch().args().stream()
                .map(a -> switch (a) {
                    case Argument.Pointer(View view) -> at(view);
                    case Argument.I32 _, Argument.I64 _, Argument.F32 _ ->
                        throw new IllegalStateException("a number: " + step);
                })
                .toList();
        modules.stream()
                .filter(m -> m.has(step.entry()))
                .findFirst()
                .orElseThrow()
                .launch(step.entry(), step.launch(), pointers, order);
    }

    /// What a kernel leaves unwritten of its partial results is to be seen.
    private void poisonWorkspaces(LaunchStep.Kernel step) {
        for (View view : step.effects().writes()) {
            if (plan.buffers().get(view.buffer()).role() == BufferRole.WORKSPACE) {
                at(view).asSlice(0, bytes(view) * view.span()).fill((byte) 0xff);
            }
        }
    }

    private void copy(View from, View to) {
        long size = bytes(from);
        for (long row = 0; row < from.rows(); row++) {
            MemorySegment.copy(
                    at(from), size * row * from.stride(), at(to), size * row * to.stride(), size * from.columns());
        }
    }

    private MemorySegment at(View view) {
        return memory.asSlice(plan.address(view));
    }

    private long bytes(View view) {
        return plan.buffers().get(view.buffer()).type().bytes();
    }
}
