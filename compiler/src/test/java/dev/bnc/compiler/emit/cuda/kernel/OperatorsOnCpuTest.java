package dev.bnc.compiler.emit.cuda.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bnc.compiler.cases.OpCase;
import dev.bnc.compiler.cases.OpCases;
import dev.bnc.compiler.emit.cuda.kernel.CpuModule.Order;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.plan.Lowering;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.PlanPrinter;
import dev.bnc.compiler.reference.Tensor;
import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every operator as CUDA kernels on the CPU shim, in both orders of blocks and threads, against the reference.
class OperatorsOnCpuTest {
    /// Of the largest element, as for the JVM's kernels: a few hundred products of numbers below 2, each rounded to 2^-24.
    private static final double ROUNDING = 1e-5;

    private record Planned(OpCase of, Plan plan, PlanKernels kernels) {}

    @Test
    void agreeWithTheReference(@TempDir Path folder) {
        assumeTrue(CpuModule.possible(), "no g++ in the search path");
        var planned = new ArrayList<Planned>();
        for (OpCase c : OpCases.all()) {
            Plan plan = plan(c.graph());
            planned.add(new Planned(c, plan, PlanKernels.of(plan, Precision.FLOAT32)));
        }
        var all = new LinkedHashSet<Kernel>();
        planned.forEach(p -> all.addAll(p.kernels.kernels()));
        System.out.println(all.size() + " kernels");
        List<CpuModule> modules = CpuModule.compile(all, 2, folder);
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
            Tensor y = new CpuPlan(p.plan, p.kernels, modules, memory)
                    .withState(p.of.state(), order)
                    .run(p.of.inputs(), order)
                    .output("y");
            for (int i = 0; i < expected.length(); i++) {
                assertThat(y.at(i))
                        .as("%s, %s, element %d of%n%s", p.of, order, i, PlanPrinter.print(p.plan))
                        .isCloseTo(expected.at(i), within(ROUNDING * size));
            }
        }
    }

    static Plan plan(Graph graph) {
        List<StateTensor> tensors = new ArrayList<>();
        int offset = 0;
        for (Value parameter : graph.parameters()) {
            List<Integer> sizes = parameter.shape().sizes();
            var tensor = new StateTensor(parameter.name(), sizes, Role.WEIGHT, new Initializer.Constant(0), offset);
            tensors.add(tensor);
            offset += tensor.size();
        }
        return Lowering.lower("test", graph, 1, new StateLayout(tensors));
    }
}
