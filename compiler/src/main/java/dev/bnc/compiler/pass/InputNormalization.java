package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.ChannelScale;
import dev.bnc.compiler.reference.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Makes the normalization of a net's input part of its graph: `(x - mean) / deviation` becomes a summand and a factor of
/// each channel, which the folds then treat as any other.
///
/// @param graph takes what was not normalized yet
/// @param numbers of the parameters it has more
public record InputNormalization(Graph graph, Map<String, Tensor> numbers) {
    static final Origin WHERE = new Origin("normalize", "", 0, 0);

    public InputNormalization {
        numbers = Map.copyOf(numbers);
    }

    /// Readers of `input` get `(input + shift) * scale`.
    ///
    /// @param shift one number a channel of the input
    /// @param scale one number a channel of the input
    public static InputNormalization of(Graph graph, Value input, List<Double> shift, List<Double> scale) {
        Value shifts = parameter(graph, "normalize.offset", shift.size());
        Value scales = parameter(graph, "normalize.factor", scale.size());
        List<Value> declared = new ArrayList<>(graph.parameters());
        declared.add(shifts);
        declared.add(scales);
        var rewriter = new GraphRewriter(new Graph(declared, graph.nodes(), graph.outputs(), graph.updates()));
        for (Node node : graph.nodes()) {
            rewriter.keep(node);
            if (node.result().equals(input)) {
                Value shifted = rewriter.add(WHERE, new BiasAdd(), input, shifts);
                rewriter.replace(input, rewriter.add(WHERE, new ChannelScale(), shifted, scales));
            }
        }
        return new InputNormalization(
                rewriter.graph(), Map.of(shifts.name(), tensor(shift), scales.name(), tensor(scale)));
    }

    private static Value parameter(Graph graph, String wanted, int size) {
        String name = wanted;
        for (int i = 2; graph.parameter(name).isPresent(); i++) {
            name = wanted + i;
        }
        return Value.parameter(name, TensorType.f32(size));
    }

    private static Tensor tensor(List<Double> numbers) {
        return Tensor.generate(Shape.of(numbers.size()), numbers::get);
    }
}
