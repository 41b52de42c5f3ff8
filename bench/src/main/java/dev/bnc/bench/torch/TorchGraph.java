package dev.bnc.bench.torch;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Constant;
import dev.bnc.compiler.graph.op.Input;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// A forward graph as a list of calls of libtorch, as one would write them by hand in eager mode: biases go into their
/// convolution or dense layer, global average pooling is one call, activations and sums write over their operand where
/// nothing else reads it, and a value is let go of after its last use.
public final class TorchGraph {
    /// A call, the number of the value it makes, and the numbers of those that nothing reads afterwards.
    private record Step(int result, TorchCall call, int[] dead) {}

    private final List<Step> steps = new ArrayList<>();
    private final Tensor[] values;
    private final int input;
    private final int output;

    private TorchGraph(Tensor[] values, int input, int output) {
        this.values = values;
        this.input = input;
        this.output = output;
    }

    /// The calls that compute `output`.
    ///
    /// @param graph forward, with its batch filled in
    /// @throws IllegalArgumentException if it has an operator that no forward graph has, or that libtorch has not
    public static TorchGraph of(Graph graph, Value output, TorchParameters parameters, Mode mode) {
        Map<Value, Integer> numbers = new HashMap<>();
        graph.parameters().forEach(p -> numbers.put(p, numbers.size()));
        graph.nodes().forEach(n -> numbers.put(n.result(), numbers.size()));
        Tensor[] values = new Tensor[numbers.size()];
        graph.parameters().forEach(p -> values[number(numbers, p)] = parameters.get(p.name()));
        List<Merged> calls = Merged.of(graph);
        var made = new TorchGraph(values, number(numbers, input(graph)), number(numbers, output));
        var operators = new TorchOperators(numbers, parameters, Consumption.of(calls, output, mode), mode);
        for (Merged call : calls) {
            switch (call.node().op()) {
                case Input _ -> {}
                case Constant o -> values[number(numbers, call.result())] =
                        torch.full(new long[0], new Scalar((float) o.value()));
                default -> made.steps.add(new Step(number(numbers, call.result()), operators.call(call), new int[0]));
            }
        }
        made.letGo(calls, numbers);
        return made;
    }

    /// Runs the calls.
    ///
    /// @return the output; the caller closes it
    public Tensor run(Tensor given) {
        values[input] = given;
        for (Step step : steps) {
            Tensor result = step.call().of(values);
            values[step.result()] = result;
            for (int dead : step.dead()) {
                letGo(values[dead], result);
            }
        }
        return values[output];
    }

    @SuppressWarnings("ReferenceEquality") // calls in place return the operand itself
    private static void letGo(Tensor operand, Tensor result) {
        if (operand != result) {
            operand.close();
        }
    }

    private static Value input(Graph graph) {
        return graph.nodes().stream()
                .filter(n -> n.op() instanceof Input)
                .map(Node::result)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the graph has no input"));
    }

    static int number(Map<Value, Integer> numbers, Value value) {
        Integer found = numbers.get(value);
        if (found == null) {
            throw new IllegalArgumentException("no value " + value);
        }
        return found;
    }

    /// From the last step to the first: the first reader met is the last one.
    private void letGo(List<Merged> calls, Map<Value, Integer> numbers) {
        Set<Integer> kept = new HashSet<>();
        kept.add(output);
        kept.add(input);
        Map<Integer, Merged> byResult = new HashMap<>();
        for (Merged call : calls) {
            byResult.put(number(numbers, call.result()), call);
            if (call.node().op() instanceof Constant) {
                kept.add(number(numbers, call.result()));
            }
        }
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            Merged call = byResult.get(step.result());
            int[] dead = call == null
                    ? new int[0]
                    : call.operands().stream()
                            .filter(v -> !v.isParameter())
                            .mapToInt(v -> number(numbers, v))
                            .distinct()
                            .filter(kept::add)
                            .toArray();
            steps.set(i, new Step(step.result(), step.call(), dead));
        }
    }
}
