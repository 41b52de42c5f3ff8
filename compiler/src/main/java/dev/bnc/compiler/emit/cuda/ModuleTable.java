package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.KernelModule;
import dev.bnc.compiler.emit.cuda.launch.KernelSource;
import dev.bnc.compiler.emit.cuda.launch.StepKernels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The modules of a plan: kernels of one kind together, each once, but not too many: modules may be compiled side by side.
final class ModuleTable {
    /// Products and sums may be contracted to one instruction that rounds once; functions are as exact as on the host.
    private static final List<String> OPTIONS = List.of("--fmad=true");

    private static final int MOST_KERNELS = 24;

    private final StepKernels maker;
    private final Map<String, KernelSource> byEntry = new HashMap<>();
    private final Map<String, String> moduleOf = new HashMap<>();
    private final Map<String, List<KernelSource>> members = new LinkedHashMap<>();
    private final Map<String, Integer> kinds = new HashMap<>();

    ModuleTable(StepKernels maker) {
        this.maker = maker;
    }

    /// Name of the module that holds the kernel.
    String add(KernelSource kernel) {
        KernelSource known = byEntry.putIfAbsent(kernel.entry(), kernel);
        if (known != null && !known.equals(kernel)) {
            throw new IllegalStateException("two kernels are called " + kernel.entry() + ":\n" + known + "\n" + kernel);
        }
        return moduleOf.computeIfAbsent(kernel.entry(), _ -> placed(kernel));
    }

    private String placed(KernelSource kernel) {
        int before = kinds.merge(kernel.name(), 1, Integer::sum) - 1;
        int part = before / MOST_KERNELS;
        String module = part == 0 ? kernel.name() : kernel.name() + "_" + (part + 1);
        members.computeIfAbsent(module, _ -> new ArrayList<>()).add(kernel);
        return module;
    }

    List<KernelModule> modules() {
        var modules = new ArrayList<KernelModule>();
        members.forEach((name, kernels) -> modules.add(new KernelModule(
                name,
                maker.module(kernels),
                OPTIONS,
                Optional.empty(),
                "",
                kernels.stream()
                        .map(k -> new KernelModule.Entry(k.entry(), k.signature(), Optional.empty()))
                        .toList())));
        return List.copyOf(modules);
    }
}
