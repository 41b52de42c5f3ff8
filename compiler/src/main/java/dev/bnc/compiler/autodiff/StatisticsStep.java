package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Output;
import dev.bnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// The forward pass with batch statistics, which says what they are and changes nothing (Ioffe, Szegedy 2015, algorithm
/// 2).
///
/// One output for each population mean and variance, of that parameter's name and shape, holding the batch's estimate;
/// the variance is times `m / (m - 1)` where the net's convention is unbiased. The averages of these over batches are
/// the population statistics. Dropout does nothing here, as at inference; frozen statistics have no output. Whatever
/// no output needs is left out.
public final class StatisticsStep {
    private StatisticsStep() {}

    /// The statistics graph of a forward graph at a batch size.
    ///
    /// @throws IllegalArgumentException if a batch norm gets one value per channel
    public static Graph of(Graph forward) {
        var builder = new GraphBuilder();
        var inputs = new StepInputs(builder);
        var arithmetic = new Arithmetic(builder);
        var outputs = new ArrayList<Output>();
        for (BatchStatistics s : TrainingForward.withoutDropout(forward, builder, inputs).statistics()) {
            outputs.add(new Output(s.populationMean().name(), s.mean()));
            outputs.add(new Output(s.populationVariance().name(), s.varianceEstimate(arithmetic)));
        }
        return needed(builder.build(), outputs);
    }

    /// What the net computes with the statistics of the batch at hand, as in training, but without dropout. The outputs are
    /// the net's own; nothing is changed.
    ///
    /// @throws IllegalArgumentException if a batch norm gets one value per channel
    public static Graph withBatchStatistics(Graph forward) {
        var builder = new GraphBuilder();
        TrainingForward.withoutDropout(forward, builder, new StepInputs(builder));
        Graph graph = builder.build();
        return needed(graph, graph.outputs());
    }

    private static Graph needed(Graph graph, List<Output> outputs) {
        var live = new HashSet<Value>();
        outputs.forEach(o -> live.add(o.value()));
        var kept = new ArrayList<Node>();
        for (Node node : graph.nodes().reversed()) {
            if (live.contains(node.result())) {
                live.addAll(node.inputs());
                kept.add(node);
            }
        }
        List<Value> parameters =
                graph.parameters().stream().filter(live::contains).toList();
        return new Graph(parameters, kept.reversed(), outputs, List.of());
    }
}
