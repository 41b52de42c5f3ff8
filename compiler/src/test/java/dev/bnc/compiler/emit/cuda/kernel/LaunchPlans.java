package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.CudaEmitter;
import dev.bnc.compiler.emit.cuda.MixedPrecision;
import dev.bnc.compiler.emit.cuda.launch.KernelModule;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.plan.Lowering;
import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Launch plans of graphs, with our own kernels.
final class LaunchPlans {
    private LaunchPlans() {}

    /// The plan of a graph without an open batch.
    static LaunchPlan of(Graph graph, Precision precision) {
        var device = Lowering.device("test", graph, 1, layout(graph));
        MixedPrecision mixed = MixedPrecision.of(device, precision);
        return CudaEmitter.emit(mixed, new CudaKernels(precision), Target.SM_90);
    }

    private static StateLayout layout(Graph graph) {
        List<StateTensor> tensors = new ArrayList<>();
        int offset = 0;
        for (Value parameter : graph.parameters()) {
            List<Integer> sizes = parameter.shape().sizes();
            var tensor = new StateTensor(parameter.name(), sizes, Role.WEIGHT, new Initializer.Constant(0), offset);
            tensors.add(tensor);
            offset += tensor.size();
        }
        return new StateLayout(tensors);
    }

    /// The sources of all modules of some plans, each once.
    static Set<String> sources(List<LaunchPlan> plans) {
        var sources = new LinkedHashSet<String>();
        plans.forEach(p -> p.modules().stream().map(KernelModule::source).forEach(sources::add));
        return sources;
    }
}
