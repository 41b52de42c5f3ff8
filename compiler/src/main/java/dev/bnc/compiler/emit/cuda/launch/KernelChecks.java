package dev.bnc.compiler.emit.cuda.launch;

import dev.bnc.compiler.emit.cuda.launch.LaunchPlanVerifier.Requirement;
import dev.bnc.compiler.emit.cuda.launch.Parameter.Access;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Checks one step against its module and against what a GPU takes (CUDA programming guide, technical specifications by
/// compute capability, 9.0).
final class KernelChecks {
    private static final int MOST_THREADS = 1024;
    private static final int MOST_BLOCK_Z = 64;
    private static final int MOST_GRID_YZ = 65535;
    private static final int STATIC_SHARED = 48 << 10;
    private static final int MOST_SHARED = 227 << 10;

    private final LaunchPlan plan;
    private final LaunchStep step;

    KernelChecks(LaunchPlan plan, LaunchStep step) {
        this.plan = plan;
        this.step = step;
    }

    void check(Requirement require) {
        switch (step) {
            case LaunchStep.Kernel kernel -> kernel(kernel, require);
            case LaunchStep.Memset memset ->
                require.of(
                        memset.target().contiguous() && memset.value() >= 0 && memset.value() < 256,
                        () -> "a memset fills consecutive elements with a byte: " + step);
            case LaunchStep.Copy copy -> copy(copy, require);
            case LaunchStep.Gemm gemm -> new LibraryChecks(plan).gemm(gemm, require);
            case LaunchStep.Conv conv -> new LibraryChecks(plan).conv(conv, require);
            case LaunchStep.Norm _ -> {}
        }
    }

    private void copy(LaunchStep.Copy copy, Requirement require) {
        boolean alike = copy.source().rows() == copy.target().rows()
                && copy.source().columns() == copy.target().columns()
                && type(copy.source()) == type(copy.target());
        require.of(alike, () -> "a copy's views differ: " + step);
    }

    private DataType type(View view) {
        return plan.buffers().get(view.buffer()).type();
    }

    private void kernel(LaunchStep.Kernel kernel, Requirement require) {
        Optional<KernelModule.Entry> entry = plan.module(kernel.module()).flatMap(m -> m.entry(kernel.entry()));
        require.of(entry.isPresent(), () -> "no module has the kernel of " + step);
        KernelModule.Entry known = entry.orElseThrow();
        arguments(kernel, known.signature(), require);
        limits(kernel.launch(), known.resources(), require);
    }

    private void arguments(LaunchStep.Kernel kernel, List<Parameter> signature, Requirement require) {
        List<Argument> args = kernel.launch().args();
        require.of(args.size() == signature.size(), () -> args.size() + " arguments for " + signature + ": " + step);
        Set<View> reads = new HashSet<>();
        Set<View> writes = new HashSet<>();
        for (int i = 0; i < signature.size(); i++) {
            Parameter parameter = signature.get(i);
            Argument argument = args.get(i);
            require.of(argument.fits(parameter), () -> argument + " does not fit " + parameter + ": " + step);
            if (argument instanceof Argument.Pointer(View view)) {
                require.of(
                        view.buffer() < plan.buffers().size() && type(view) == parameter.type(),
                        () -> argument + " does not point to what " + parameter + " wants: " + step);
                if (parameter.access() != Access.WRITE) {
                    reads.add(view);
                }
                if (parameter.access() != Access.READ) {
                    writes.add(view);
                }
            }
        }
        boolean told = reads.equals(Set.copyOf(kernel.effects().reads()))
                && writes.equals(Set.copyOf(kernel.effects().writes()));
        require.of(told, () -> "a kernel reads and writes what its arguments say: " + step);
    }

    private void limits(Launch launch, Optional<KernelModule.Resources> resources, Requirement require) {
        require.of(
                launch.block().count() <= MOST_THREADS && launch.block().z() <= MOST_BLOCK_Z,
                () -> "a block has at most " + MOST_THREADS + " threads, " + MOST_BLOCK_Z + " of them deep: " + step);
        require.of(
                launch.grid().y() <= MOST_GRID_YZ && launch.grid().z() <= MOST_GRID_YZ,
                () -> "a grid is at most " + MOST_GRID_YZ + " high and deep: " + step);
        int fixed = resources.map(KernelModule.Resources::sharedBytes).orElse(0);
        require.of(
                fixed <= STATIC_SHARED && launch.sharedBytes() >= 0 && fixed + launch.sharedBytes() <= MOST_SHARED,
                () -> "a block has at most " + MOST_SHARED + " bytes of shared memory, " + STATIC_SHARED
                        + " of them static: " + step);
    }
}
