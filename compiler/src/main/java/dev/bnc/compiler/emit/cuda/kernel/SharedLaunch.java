package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.launch.Argument;
import dev.bnc.compiler.emit.cuda.launch.Dim3;
import dev.bnc.compiler.emit.cuda.launch.KernelFunction;
import dev.bnc.compiler.emit.cuda.launch.KernelSource;
import dev.bnc.compiler.emit.cuda.launch.Launch;
import dev.bnc.compiler.emit.cuda.launch.Parameter;
import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// One launch for kernels that need nothing of each other. It has the blocks of all of them, the registers and the shared memory
/// of the most demanding one; so it suits kernels that leave most of the GPU idle, and loops, which all demand little.
final class SharedLaunch {
    /// Blocks up to which a launch is mostly waiting: four for each multiprocessor.
    private static final long FEW_BLOCKS = 4 * Tiling.PROCESSORS;
    /// Blocks of a loop up to which it may be joined by others; of 1,024 elements each.
    private static final long MOST_BLOCKS = 8192;
    /// Parameters of 8 bytes: a quarter of what a launch may have (CUDA programming guide, 32,764 bytes from 12.1 on).
    private static final int MOST_PARAMETERS = 1000;

    private SharedLaunch() {}

    static boolean joins(List<StepKernel> group, StepKernel kernel) {
        if (!fits(kernel) || !group.stream().allMatch(SharedLaunch::fits)) {
            return false;
        }
        boolean alike = group.getFirst().launch().block().equals(kernel.launch().block());
        List<StepKernel> all = Stream.concat(group.stream(), Stream.of(kernel)).toList();
        long parameters = all.stream().mapToLong(k -> k.launch().args().size()).sum();
        long blocks = all.stream().mapToLong(k -> k.launch().grid().count()).sum();
        boolean light = all.stream().allMatch(k -> function(k).sharedFloats() == 0);
        return alike && parameters <= MOST_PARAMETERS && (light || blocks <= FEW_BLOCKS);
    }

    private static boolean fits(StepKernel kernel) {
        return kernel.kernel().function().isPresent() && kernel.launch().grid().count() <= MOST_BLOCKS;
    }

    private static KernelFunction function(StepKernel kernel) {
        return kernel.kernel().function().orElseThrow();
    }

    /// The kernel that does the work of all.
    static StepKernel of(List<StepKernel> group) {
        SequencedMap<String, List<StepKernel>> families = new LinkedHashMap<>();
        for (StepKernel kernel : group) {
            families.computeIfAbsent(function(kernel).name(), _ -> new ArrayList<>())
                    .add(kernel);
        }
        List<StepKernel> sorted = families.values().stream().flatMap(List::stream).toList();
        var parts = new ArrayList<LaunchText.Part>();
        var signature = new ArrayList<Parameter>();
        var arguments = new ArrayList<Argument>();
        for (StepKernel kernel : sorted) {
            List<Parameter> own = kernel.kernel().signature();
            parts.add(new LaunchText.Part(function(kernel), own, kernel.launch().grid()));
            own.forEach(p -> signature.add(new Parameter("p" + signature.size(), p.type(), p.access())));
            arguments.addAll(kernel.launch().args());
        }
        Dim3 block = sorted.getFirst().launch().block();
        String wrapper = new LaunchText(parts, block.x()).text();
        List<String> functions = families.values().stream()
                .map(f -> function(f.getFirst()).text())
                .toList();
        String name = name(sorted);
        String entry = name + "_" + KernelText.hash(String.join("", functions) + wrapper);
        String source = ModuleSource.of(
                List.of(Library.values()),
                Stream.concat(functions.stream(), Stream.of(wrapper.replace(LaunchText.ENTRY, entry)))
                        .toList());
        long blocks = parts.stream().mapToLong(LaunchText.Part::blocks).sum();
        return new StepKernel(
                new KernelSource(name, source, entry, signature, Optional.empty()),
                new Launch(Dim3.of(Math.toIntExact(blocks)), block, 0, arguments),
                sorted.stream().mapToLong(StepKernel::flops).sum());
    }

    /// Says what the parts do, if that is not too much to say.
    private static String name(List<StepKernel> sorted) {
        List<String> kinds =
                sorted.stream().map(k -> k.kernel().name()).distinct().toList();
        return switch (kinds.size()) {
            case 1 -> kinds.getFirst() + "_group";
            case 2 -> kinds.getFirst() + "_and_" + kinds.getLast();
            default -> "mixed";
        };
    }
}
