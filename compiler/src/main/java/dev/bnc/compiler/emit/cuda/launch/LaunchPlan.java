package dev.bnc.compiler.emit.cuda.launch;

import java.util.List;
import java.util.Optional;

/// All that a GPU needs to run a program for one batch size: memory, kernels, and what is launched in which order.
///
/// Buffers lie at offsets of one allocation, the arena. A caller writes the buffers of role [BufferRole#INPUT] and
/// [BufferRole#HYPERPARAMETER], runs `steps`, and reads those of role [BufferRole#OUTPUT]; a training step's loss is the
/// output `loss`. Nothing else changes from run to run, so `steps` can be captured as one graph once and replayed.
///
/// @param name the program's name
/// @param batch examples in one run
/// @param buffers views name them by their index
/// @param modules kernels, with their source
/// @param setup steps that depend on the state alone; run after each change of the state from outside, before any run
/// @param steps what each run does
public record LaunchPlan(
        String name,
        int batch,
        Target target,
        Arena arena,
        List<DeviceBuffer> buffers,
        List<KernelModule> modules,
        List<LaunchStep> setup,
        List<LaunchStep> steps) {
    public LaunchPlan {
        buffers = List.copyOf(buffers);
        modules = List.copyOf(modules);
        setup = List.copyOf(setup);
        steps = List.copyOf(steps);
    }

    /// The module of that name, if there is one.
    public Optional<KernelModule> module(String wanted) {
        return modules.stream().filter(m -> m.name().equals(wanted)).findFirst();
    }

    /// The buffer of that name, if there is one.
    public Optional<DeviceBuffer> buffer(String wanted) {
        return buffers.stream().filter(b -> b.name().equals(wanted)).findFirst();
    }

    /// Buffers of a role, in order.
    public List<DeviceBuffer> buffers(BufferRole role) {
        return buffers.stream().filter(b -> b.role() == role).toList();
    }

    /// Byte of the arena at which a view starts.
    public long address(View view) {
        DeviceBuffer buffer = buffers.get(view.buffer());
        return buffer.offset() + view.start() * buffer.type().bytes();
    }

    /// What one run does, without setup.
    public Traffic traffic() {
        return Traffic.of(steps);
    }
}
