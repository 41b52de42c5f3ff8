package dev.bnc.cuda;

import dev.bnc.compiler.emit.cuda.launch.BufferRole;
import dev.bnc.compiler.emit.cuda.launch.DeviceBuffer;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.runtime.program.ProgramInfo;
import dev.bnc.runtime.program.Slot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How a plan's inputs and outputs move between CPU and GPU.
///
/// @param inputs all that is handed in
/// @param outputs what is copied back
/// @param direct outputs that kernels write straight into the CPU's memory: small ones that no step reads, the loss above all
/// @param names outputs that are an input or a part of the state by another name
record PlanPorts(Ports inputs, Ports outputs, Ports direct, Ports names) {
    /// Bytes that a kernel may write over the bus without being held up.
    private static final long LITTLE = 4096;

    static PlanPorts of(LaunchPlan plan, ProgramInfo info) {
        Set<Integer> kept = keptOnGpu(plan);
        var outputs = new LinkedHashMap<Slot, Integer>();
        var direct = new LinkedHashMap<Slot, Integer>();
        var names = new LinkedHashMap<Slot, Integer>();
        for (Slot slot : info.outputs()) {
            int home = home(plan, slot);
            DeviceBuffer buffer = plan.buffers().get(home);
            if (buffer.role() != BufferRole.OUTPUT) {
                names.put(slot, home);
            } else if (buffer.bytes() <= LITTLE && !kept.contains(home)) {
                direct.put(slot, home);
            } else {
                outputs.put(slot, home);
            }
        }
        Map<Slot, Integer> inputs = info.inputs().stream()
                .collect(Collectors.toMap(s -> s, s -> home(plan, s), (a, _) -> a, LinkedHashMap::new));
        return new PlanPorts(Ports.of(inputs), Ports.of(outputs), Ports.of(direct), Ports.of(names));
    }

    /// Buffers that some step reads, or that something else than a kernel writes.
    private static Set<Integer> keptOnGpu(LaunchPlan plan) {
        return plan.steps().stream()
                .flatMap(s -> Stream.concat(
                        s.effects().reads().stream(),
                        s instanceof LaunchStep.Kernel
                                ? Stream.of()
                                : s.effects().writes().stream()))
                .map(View::buffer)
                .collect(Collectors.toSet());
    }

    private static int home(LaunchPlan plan, Slot slot) {
        int index = index(plan, slot.name());
        return plan.buffers().get(index).alias().map(a -> index(plan, a)).orElse(index);
    }

    private static int index(LaunchPlan plan, String name) {
        return IntStream.range(0, plan.buffers().size())
                .filter(i -> plan.buffers().get(i).name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("plan " + plan.name() + " has no buffer " + name));
    }
}
