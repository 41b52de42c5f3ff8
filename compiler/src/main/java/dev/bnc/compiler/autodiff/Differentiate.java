package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reverse-mode differentiation: appends to a graph the nodes that compute the gradient of a scalar in some of
/// its values.
///
/// One sweep from the last node to the first. A value's gradient is complete when its own node is reached, because all
/// its users come later; contributions of several users are added in the order of the sweep. What no wanted value
/// flows into is never differentiated: the first layer's input costs nothing.
public final class Differentiate {
    private final GraphBuilder builder;
    private final Arithmetic arithmetic;
    private final Set<Value> constants;
    private final Set<Value> active = new HashSet<>();
    private final Map<Value, Value> gradients = new HashMap<>();

    /// @param constants results that no gradient flows into, whatever they are computed from
    Differentiate(GraphBuilder builder, Arithmetic arithmetic, Set<Value> constants) {
        this.builder = builder;
        this.arithmetic = arithmetic;
        this.constants = Set.copyOf(constants);
    }

    /// Appends the gradients of the scalar `loss` in each of `wanted`, parameters or results.
    ///
    /// @return for each of `wanted`, in that order, its gradient, shaped like it; those that `loss` does not
    ///     depend on are missing
    public static Map<Value, Value> append(GraphBuilder builder, Value loss, Collection<Value> wanted) {
        return new Differentiate(builder, new Arithmetic(builder), Set.of()).run(loss, wanted);
    }

    /// As [#append].
    Map<Value, Value> run(Value loss, Collection<Value> wanted) {
        if (!loss.shape().equals(Shape.SCALAR)) {
            throw new IllegalArgumentException("only a scalar has gradients, not " + loss + " " + loss.type());
        }
        List<Node> nodes = builder.build().nodes();
        markActive(nodes, wanted);
        contribute(loss, arithmetic.constant(1));
        for (Node node : nodes.reversed()) {
            gradient(node.result()).ifPresent(dy -> {
                builder.at(node.origin());
                new GradientRules(builder, arithmetic, this, node, dy).run();
            });
        }
        builder.at(Origin.NONE);
        var found = new LinkedHashMap<Value, Value>();
        wanted.forEach(w -> gradient(w).ifPresent(g -> found.put(w, g)));
        return found;
    }

    private void markActive(List<Node> nodes, Collection<Value> wanted) {
        active.addAll(wanted);
        for (Node node : nodes) {
            if (!constants.contains(node.result()) && node.inputs().stream().anyMatch(active::contains)) {
                active.add(node.result());
            }
        }
    }

    private Optional<Value> gradient(Value value) {
        return Optional.ofNullable(gradients.get(value));
    }

    /// Whether a wanted value flows into `value`.
    boolean isActive(Value value) {
        return active.contains(value);
    }

    /// Adds `gradient` to what `value` got from its other users.
    void contribute(Value value, Value gradient) {
        if (!isActive(value)) {
            return;
        }
        if (!value.shape().equals(gradient.shape())) {
            throw new IllegalStateException("gradient " + gradient.type() + " for " + value + " " + value.type());
        }
        gradients.merge(value, gradient, arithmetic::add);
    }
}
