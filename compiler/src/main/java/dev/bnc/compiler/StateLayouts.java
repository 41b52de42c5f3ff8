package dev.bnc.compiler;

import dev.bnc.compiler.autodiff.OptimizerSlot;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import java.util.ArrayList;
import java.util.List;

/// Lays a model's state out: its own tensors in order, then the optimizer's slots. So all programs of a model agree on
/// where its own tensors are.
final class StateLayouts {
    private final List<StateTensor> tensors = new ArrayList<>();
    private int end;

    private StateLayouts() {}

    static StateLayout of(Model model, List<OptimizerSlot> slots) {
        var layouts = new StateLayouts();
        for (ModelParameter parameter : model.parameters()) {
            layouts.append(parameter.value(), parameter.role(), parameter.initializer());
        }
        for (OptimizerSlot slot : slots) {
            layouts.append(slot.value(), Role.SLOT, slot.initializer());
        }
        return new StateLayout(layouts.tensors);
    }

    private void append(Value value, Role role, Initializer initializer) {
        var tensor = new StateTensor(value.name(), value.shape().sizes(), role, initializer, end);
        tensors.add(tensor);
        end = tensor.end();
    }
}
