package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Value;
import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import java.util.ArrayList;
import java.util.List;

/// State layouts of test graphs.
final class Layouts {
    private Layouts() {}

    /// All parameters in order, aligned.
    static StateLayout of(Graph graph) {
        List<StateTensor> tensors = new ArrayList<>();
        int offset = 0;
        for (Value parameter : graph.parameters()) {
            var tensor = new StateTensor(
                    parameter.name(), parameter.shape().sizes(), Role.WEIGHT, new Initializer.Constant(0), offset);
            tensors.add(tensor);
            offset += Math.ceilDiv(tensor.size(), Buffer.ALIGNMENT) * Buffer.ALIGNMENT;
        }
        return new StateLayout(tensors);
    }
}
