package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphReader;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.reference.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The graph of a golden file, and the numbers of its parameters.
///
/// @param known what a pass may know of them: nothing, unless the file gives some
record GoldenGraph(Graph graph, Map<String, Tensor> numbers, KnownValues known) {
    private static final String NUMBERS = "== numbers\n";

    static GoldenGraph read(String text, long seed) {
        int numbers = text.indexOf(NUMBERS);
        Graph graph = GraphReader.read(numbers < 0 ? text : text.substring(0, numbers));
        Map<String, Tensor> state = new HashMap<>(Equivalence.state(graph, seed));
        if (numbers < 0) {
            return new GoldenGraph(graph, state, KnownValues.NONE);
        }
        text.substring(numbers + NUMBERS.length()).lines().forEach(line -> given(line, graph, state));
        return new GoldenGraph(graph, state, KnownValues.of(state));
    }

    private static void given(String line, Graph graph, Map<String, Tensor> state) {
        String[] words = line.strip().split(" +");
        Value parameter = graph.parameter(words[0].substring(1)).orElseThrow();
        double[] given =
                Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray();
        state.put(parameter.name(), Tensor.generate(parameter.shape(), i -> given[i % given.length]));
    }
}
