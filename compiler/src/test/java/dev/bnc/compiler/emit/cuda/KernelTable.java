package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.EmittedKernels.Emitted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/// What kernels need, one row for each kind.
final class KernelTable {
    private KernelTable() {}

    /// The table, in Markdown.
    static String of(Map<Emitted, KernelNeeds> needs) {
        Map<String, List<KernelNeeds>> kinds = new TreeMap<>();
        needs.forEach((kernel, needed) -> kinds.computeIfAbsent(kind(kernel, needed), _ -> new ArrayList<>())
                .add(needed));
        var text = new StringBuilder();
        text.append(
                "| kernel | texts | threads | registers | spilled bytes | shared memory, bytes | blocks | occupancy, % |\n");
        text.append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        kinds.forEach((kind, all) -> text.append("| %s | %,d | %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                        kind,
                        all.size(),
                        range(all, KernelNeeds::threads),
                        range(all, KernelNeeds::registers),
                        range(all, n -> Math.max(n.spillBytes(), n.stackBytes())),
                        range(all, KernelNeeds::sharedBytes),
                        range(all, KernelNeeds::blocks),
                        range(all, KernelNeeds::occupancy))));
        return text.toString();
    }

    private static String kind(Emitted kernel, KernelNeeds needed) {
        if (!kernel.shared()) {
            return kernel.kind();
        }
        return needed.sharedBytes() == 0 ? "~ several, without shared memory" : "~ several, with shared memory";
    }

    /// Least, median and most, once each.
    private static String range(Collection<KernelNeeds> all, ToIntFunction<KernelNeeds> number) {
        int[] sorted = all.stream().mapToInt(number).sorted().toArray();
        int least = sorted[0];
        int most = sorted[sorted.length - 1];
        return least == most
                ? "%,d".formatted(least)
                : "%,d / %,d / %,d".formatted(least, sorted[sorted.length / 2], most);
    }
}
