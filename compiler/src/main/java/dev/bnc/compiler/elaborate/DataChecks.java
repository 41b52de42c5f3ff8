package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.runtime.data.Transform;
import java.util.Comparator;
import java.util.List;

/// Checks that the data section fits the net: its transforms the input, its batch the memory and the batch norms.
final class DataChecks {
    private final DataSection.Read data;
    private final Problems problems;

    private DataChecks(DataSection.Read data, Problems problems) {
        this.data = data;
        this.problems = problems;
    }

    static void check(
            DataSection.Read data, Declarations.Input input, Graph graph, List<BuiltLayer> layers, Problems problems) {
        var checks = new DataChecks(data, problems);
        data.transforms().forEach(t -> checks.transform(t, input));
        checks.memory(graph);
        if (data.settings().batch() == 1) {
            layers.stream()
                    .filter(SingleValue::normalizesOneValueAnExample)
                    .findFirst()
                    .ifPresent(l -> problems.add(SingleValue.inEveryBatch(l.layer(), data.batch())));
        }
    }

    private void transform(DataSection.Placed placed, Declarations.Input input) {
        List<Integer> example = input.example();
        boolean picture = example.size() == 3;
        String found = "`" + input.name() + "` is " + Flow.text(example);
        switch (placed.transform()) {
            case Transform.Normalize(var mean, var _)
            when mean.size() > 1 && mean.size() != example.getFirst() ->
                problems.add(Diagnostic.error(
                                DiagnosticCode.DATA_DOES_NOT_FIT,
                                placed.span(),
                                "one mean is needed, or one a channel, not " + mean.size())
                        .label(found)
                        .secondary(input.name().span(), "the input"));
            case Transform.FlipHorizontal _, Transform.Shift _
            when !picture ->
                problems.add(Diagnostic.error(
                                DiagnosticCode.DATA_DOES_NOT_FIT,
                                placed.span(),
                                "only pictures (channels x height x width) can be changed like this")
                        .label(found)
                        .secondary(input.name().span(), "the input"));
            case Transform.Normalize _, Transform.FlipHorizontal _, Transform.Shift _ -> {}
        }
    }

    /// The largest value alone must fit into an array.
    private void memory(Graph graph) {
        long batch = data.settings().batch();
        graph.nodes().stream()
                .filter(n -> n.result().shape().symbolic())
                .max(Comparator.comparingLong(n -> n.result().shape().elementsPerExample()))
                .map(Node::result)
                .filter(v -> Limits.product(List.of(batch, v.shape().elementsPerExample())) > Limits.BATCH)
                .ifPresent(v -> problems.add(Diagnostic.error(
                                DiagnosticCode.TOO_LARGE,
                                data.batch(),
                                "a batch of " + Limits.count(batch) + " examples is too large for this net")
                        .note("its largest value has " + Limits.count(v.shape().elementsPerExample())
                                + " numbers an example; a batch of it must have less than "
                                + Limits.count(Limits.BATCH))
                        .help("use a batch of at most "
                                + Limits.count(Limits.BATCH / v.shape().elementsPerExample()))));
    }
}
