package dev.bnc.compiler.emit.cuda.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bnc.compiler.cases.OpCase;
import dev.bnc.compiler.cases.OpCases;
import dev.bnc.compiler.emit.cuda.kernel.CpuModule.Order;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlanPrinter;
import dev.bnc.compiler.reference.Tensor;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every operator as CUDA kernels on the CPU shim, in both orders of blocks and threads, against the reference.
class OperatorsOnCpuTest {
    /// Of the largest element, as for the JVM's kernels: a few hundred products of numbers below 2, each rounded to 2^-24.
    private static final double ROUNDING = 1e-5;

    private record Planned(OpCase of, LaunchPlan plan) {}

    @Test
    void agreeWithTheReference(@TempDir Path folder) {
        assumeTrue(CpuModule.possible(), "no g++ in the search path");
        List<Planned> planned = OpCases.all().stream()
                .map(c -> new Planned(c, LaunchPlans.of(c.graph(), Precision.FLOAT32)))
                .toList();
        Set<String> sources = LaunchPlans.sources(planned.stream().map(Planned::plan).toList());
        List<CpuModule> modules = CpuModule.compile(sources, 2, folder);
        for (Planned p : planned) {
            for (Order order : Order.values()) {
                check(p, modules, order);
            }
        }
    }

    private static void check(Planned p, List<CpuModule> modules, Order order) {
        Tensor expected = p.of.expected();
        double size = DoubleStream.of(expected.data()).map(Math::abs).reduce(1, Math::max);
        try (Arena memory = Arena.ofConfined()) {
            Tensor y = new CpuPlan(p.plan, modules, memory)
                    .withState(p.of.state(), order)
                    .run(p.of.inputs(), order)
                    .read("y");
            for (int i = 0; i < expected.length(); i++) {
                int element = i;
                assertThat(y.at(i))
                        .as(() -> "%s, %s, element %d of%n%s"
                                .formatted(p.of, order, element, LaunchPlanPrinter.print(p.plan)))
                        .isCloseTo(expected.at(i), within(ROUNDING * size));
            }
        }
    }
}
