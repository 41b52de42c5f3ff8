package dev.bnc.cuda;

import dev.bnc.compiler.emit.cuda.launch.BufferRole;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.cuda.compile.KernelImages;
import dev.bnc.cuda.compile.KernelSource;
import dev.bnc.cuda.driver.Context;
import dev.bnc.cuda.driver.DeviceMemory;
import dev.bnc.cuda.driver.LoadedModule;
import dev.bnc.cuda.driver.TaskLibrary;
import dev.bnc.runtime.program.ProgramInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A launch plan's kernels and working memory on the GPU.
final class LoadedPlan {
    private final LaunchPlan plan;
    private final Resources resources;
    private final DeviceMemory work;
    private final Map<String, LoadedModule> modules;
    private final Map<LaunchStep, TaskLibrary.PreparedTask> tasks;
    private final PlanPorts ports;
    private final Context context;

    /// Where it is loaded, and what helps.
    record Machine(Context context, KernelImages code, VendorLibraries libraries) {}

    /// @param resources keeps all that is made; closed by the caller if this throws
    LoadedPlan(LaunchPlan plan, ProgramInfo info, Machine machine, Resources resources) {
        this.context = machine.context();
        this.plan = plan;
        this.resources = resources;
        this.modules = modules(plan, context, machine.code(), resources);
        this.tasks = machine.libraries().prepare(plan, resources);
        long bytes = plan.arena().bytes() - plan.arena().stateBytes();
        this.work = context.allocate(bytes, plan.name() + " for a batch of " + plan.batch());
        resources.keep(work, work::close);
        this.ports = PlanPorts.of(plan, info);
    }

    private static Map<String, LoadedModule> modules(
            LaunchPlan plan, Context context, KernelImages code, Resources resources) {
        var images = new ConcurrentHashMap<String, byte[]>();
        String architecture = context.gpu().architecture();
        plan.modules().parallelStream()
                .forEach(module -> images.put(
                        module.name(),
                        code.of(new KernelSource(module.name(), module.source(), module.options(), architecture))));
        var modules = new HashMap<String, LoadedModule>();
        images.forEach((name, image) -> {
            var module = new LoadedModule(name, image);
            modules.put(name, resources.keep(module, module::close));
        });
        return Map.copyOf(modules);
    }

    LaunchPlan plan() {
        return plan;
    }

    /// Whether a run writes to the state.
    boolean changesState() {
        return plan.steps().stream()
                .map(LaunchStep::effects)
                .flatMap(e -> e.writes().stream())
                .anyMatch(view -> {
                    BufferRole role = plan.buffers().get(view.buffer()).role();
                    return role.state();
                });
    }

    /// The plan's graphs for a state.
    Graphs capture(DeviceState state, Lane.Streams streams) {
        var addresses = new Addresses(plan, state.address(), work.address(), Map.of());
        return new Graphs(new Lane.Plan(addresses, modules, tasks, ports, context), streams, resources);
    }
}
