package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.reference.ReferenceInterpreter;
import dev.bnc.compiler.reference.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The numbers of parameters, as far as they are known when a pass runs: none while a net is trained, all of them when
/// a trained model is made ready for use.
///
/// Most rewrites hold for any numbers and never ask. A rule that holds for some only (a max pool commutes with a positive
/// factor) asks here, and is left out where the answer is unknown.
public final class KnownValues {
    /// Nothing is known: what a pass makes is right whatever the parameters are.
    public static final KnownValues NONE = new KnownValues(_ -> Optional.empty());

    private final Function<String, Optional<Tensor>> parameters;

    private KnownValues(Function<String, Optional<Tensor>> parameters) {
        this.parameters = parameters;
    }

    /// These parameters are known, by name.
    public static KnownValues of(Map<String, Tensor> parameters) {
        Map<String, Tensor> all = Map.copyOf(parameters);
        return new KnownValues(name -> Optional.ofNullable(all.get(name)));
    }

    /// Parameters are looked up when they are asked for: float64 copies of all weights of a net would be large.
    public static KnownValues lookedUp(Function<String, Optional<Tensor>> parameters) {
        return new KnownValues(parameters);
    }

    /// The number of a parameter, or of what is computed from known parameters alone, in float64.
    ///
    /// @param producers the nodes that make results, by result
    Optional<Tensor> of(Value value, Map<Value, Node> producers) {
        if (value.isParameter()) {
            return parameters.apply(value.name());
        }
        Node node = producers.get(value);
        return node == null || node.op() instanceof Input
                ? Optional.empty()
                : applied(node, producers);
    }

    private Optional<Tensor> applied(Node node, Map<Value, Node> producers) {
        List<Tensor> operands = new ArrayList<>();
        for (Value input : node.inputs()) {
            Optional<Tensor> operand = of(input, producers);
            if (operand.isEmpty()) {
                return Optional.empty();
            }
            operands.add(operand.orElseThrow());
        }
        return Optional.of(ReferenceInterpreter.apply(node.op(), operands));
    }
}
