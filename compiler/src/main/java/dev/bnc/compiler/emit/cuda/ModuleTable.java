package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.KernelModule;
import dev.bnc.compiler.emit.cuda.launch.KernelSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The modules of a plan: one for each source, however often it is launched.
final class ModuleTable {
    /// A mathematical function is as exact as on the host, but products and sums may be contracted.
    private static final List<String> OPTIONS = List.of("--fmad=true");

    private final Map<String, KernelModule> bySource = new LinkedHashMap<>();
    private final Map<String, Integer> names = new LinkedHashMap<>();

    /// Name of the module that holds the kernel.
    String add(KernelSource kernel) {
        var entry = new KernelModule.Entry(kernel.entry(), kernel.signature(), Optional.empty());
        KernelModule known = bySource.get(kernel.source());
        if (known == null) {
            int count = names.merge(kernel.name(), 1, Integer::sum);
            String name = count == 1 ? kernel.name() : kernel.name() + "_" + count;
            known = new KernelModule(name, kernel.source(), OPTIONS, Optional.empty(), "", List.of(entry));
        } else if (known.entry(kernel.entry()).isEmpty()) {
            known = withEntry(known, entry);
        }
        bySource.put(kernel.source(), known);
        return known.name();
    }

    private static KernelModule withEntry(KernelModule module, KernelModule.Entry entry) {
        var entries = new ArrayList<>(module.entries());
        entries.add(entry);
        return new KernelModule(
                module.name(), module.source(), module.options(), module.cubin(), module.compiler(), entries);
    }

    List<KernelModule> modules() {
        return List.copyOf(bySource.values());
    }
}
