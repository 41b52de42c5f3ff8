package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.Estimate;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.runtime.data.LastBatch;
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
        graph.nodes().forEach(node -> {
            if (node.op() instanceof BatchNorm(var _, var _, var _, var _, Estimate.Ghost(int size))) {
                checks.parts(size, node, layers);
            }
        });
    }

    /// Parts of a batch must fill each batch, and must not consist of one value a channel.
    private void parts(int size, Node norm, List<BuiltLayer> layers) {
        BuiltLayer layer = layers.stream()
                .filter(l -> l.layer().name().equals(norm.origin().layer()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no layer of " + norm));
        Shape shape = norm.result().shape();
        if (size * shape.elementsPerExample() == shape.size(1)) {
            problems.add(Diagnostic.error(
                            DiagnosticCode.SINGLE_VALUE,
                            layer.span(),
                            "`" + layer.layer().name() + "` would get a single value per channel in every part")
                    .label("the variance of one value is undefined")
                    .help("let parts be of 2 examples or more: `estimate = ghost(16)`"));
        }
        int batch = data.settings().batch();
        if (batch % size != 0 || data.settings().last() != LastBatch.DROP) {
            problems.add(Diagnostic.error(
                            DiagnosticCode.DATA_DOES_NOT_FIT,
                            layer.span(),
                            "batches are not always made of parts of " + size + " examples")
                    .secondary(data.batch(), batch + " examples a batch, the last one of an epoch may be another")
                    .help("let the size of a part divide that of a batch, and let the last batch go: `last = drop`"));
        }
    }

    private void transform(DataSection.Placed placed, Declarations.Input input) {
        List<Integer> example = input.example();
        boolean picture = example.size() == 3;
        switch (placed.transform()) {
            case Transform.Normalize(var mean, var _)
            when mean.size() > 1 && mean.size() != example.getFirst() ->
                doesNotFit(placed, input, "one mean is needed, or one a channel, not " + mean.size());
            case Transform.Random _
            when !picture ->
                doesNotFit(placed, input, "only pictures (channels x height x width) can be changed like this");
            case Transform.Saturation _
            when example.getFirst() != 3 -> doesNotFit(placed, input, "only pictures of three channels have colours");
            case Transform.Colour _ -> colour(placed);
            case Transform.Normalize _, Transform.Random _ -> {}
        }
    }

    private void doesNotFit(DataSection.Placed placed, Declarations.Input input, String why) {
        problems.add(Diagnostic.error(DiagnosticCode.DATA_DOES_NOT_FIT, placed.span(), why)
                .label("`" + input.name() + "` is " + Flow.text(input.example()))
                .secondary(input.name().span(), "the input"));
    }

    /// Colours are changed between 0 and 1, which normalized values are not.
    private void colour(DataSection.Placed placed) {
        data.transforms().stream()
                .takeWhile(before -> !before.equals(placed))
                .filter(before -> before.transform() instanceof Transform.Normalize)
                .findFirst()
                .ifPresent(normalize -> problems.add(Diagnostic.error(
                                DiagnosticCode.DATA_DOES_NOT_FIT,
                                placed.span(),
                                "colours can be changed only before they are normalized")
                        .label("this works on values from 0 to 1")
                        .secondary(normalize.span(), "here they become others")
                        .help("put `normalize` after it")));
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
