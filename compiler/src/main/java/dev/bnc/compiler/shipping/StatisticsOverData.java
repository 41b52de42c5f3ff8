package dev.bnc.compiler.shipping;

import dev.bnc.compiler.Backend;
import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.Drawing;
import dev.bnc.compiler.artifact.NormLayer;
import dev.bnc.compiler.artifact.Provenance;
import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.graph.Cost;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.op.Statistics;
import dev.bnc.compiler.graph.op.Tracking;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.PopulationStatistics;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A model with population statistics made anew over data: averages of the batches' means and of `m / (m - 1)` times their
/// variances, with the weights as they are (Ioffe and Szegedy 2015, algorithm 2). Frozen statistics stay.
///
/// @param model as it was, but for means and variances
/// @param provenance what they were made over, and how far the ones before were from them
public record StatisticsOverData(TrainedModel model, Provenance provenance) {
    /// Over how many batches, where nothing else is said.
    public static final int BATCHES = 400;

    private static final int UNKNOWN_BATCH = 32;

    /// The batches to average over.
    ///
    /// @param name of the data set, for the record
    /// @param batches at most so many, one epoch at most
    public record Sample(String name, Dataset data, int batches) {}

    /// Over how many batches the model's own policies say: as many as the one that asks for most, or [#BATCHES].
    public static int batches(TrainedModel model) {
        return tracking(model).map(Tracking::statistics)
                .filter(Statistics.Recompute.class::isInstance)
                .mapToInt(s -> ((Statistics.Recompute) s).batches())
                .map(n -> n == 0 ? Integer.MAX_VALUE : n)
                .max()
                .orElse(BATCHES);
    }

    /// Whether there is anything to make anew.
    public static boolean applies(TrainedModel model) {
        return tracking(model).anyMatch(norm -> !norm.frozen());
    }

    private static Stream<Tracking> tracking(TrainedModel model) {
        return model.graph().nodes().stream()
                .flatMap(n -> n.op() instanceof Tracking norm ? Stream.of(norm) : Stream.empty());
    }

    /// About how many floating-point operations going through the data takes.
    public static long operations(TrainedModel model, Sample sample) {
        int batch = batch(model, sample.data());
        return Cost.flops(model.graph()) * batch * Math.min(sample.batches(), sample.data().size() / batch);
    }

    private static int batch(TrainedModel model, Dataset data) {
        int batch = model.task().flatMap(Task::drawing).map(Drawing::batch).orElse(UNKNOWN_BATCH);
        return Math.min(batch, data.size());
    }

    /// Goes through the data.
    ///
    /// @throws DataException if the data does not fit the model, or there is too little of it
    public static StatisticsOverData of(TrainedModel model, Sample sample, Backend backend, WorkerPool pool) {
        Dataset data = sample.data();
        long seed = model.task().flatMap(Task::drawing).map(Drawing::seed).orElse(0L);
        int batch = batch(model, data);
        if (batch < 2) {
            throw new DataException("statistics need batches of at least 2 examples, but there is "
                    + (data.size() == 1 ? "1 example" : "a batch of " + batch) + "\n  = note: " + data.description());
        }
        Program program = backend.compile(Compiler.statisticsProgram(model, batch));
        List<Transform> transforms =
                model.task().<List<Transform>>map(t -> List.copyOf(t.transforms())).orElse(List.of());
        var draw = new PopulationStatistics.Draw(model.inputName(), transforms, sample.batches(), seed);
        var summed = new SummedExamples(data);
        float[] state = model.state();
        int used = PopulationStatistics.recompute(program, draw, summed, state, pool);
        TrainedModel recomputed = changed(model, state);
        var record = new Provenance.Sample(sample.name(), summed.sha256(), used, batch);
        return new StatisticsOverData(recomputed, new Provenance(Optional.of(record), layers(model, recomputed)));
    }

    private static TrainedModel changed(TrainedModel model, float[] state) {
        StateLayout layout = model.layout();
        var statistics = new ArrayList<NamedTensor>();
        Set<String> names = new LinkedHashSet<>();
        for (Node node : model.graph().nodes()) {
            if (node.op() instanceof Tracking norm && !norm.frozen()) {
                names.add(node.input(1).name());
                names.add(node.input(2).name());
            }
        }
        names.forEach(name -> statistics.add(taken(layout, name, state)));
        return model.with(statistics);
    }

    private static NamedTensor taken(StateLayout layout, String name, float[] state) {
        StateTensor place = layout.find(name)
                .orElseThrow(() -> new IllegalStateException("the state has no " + name));
        return new NamedTensor(name, place.shape(), state, place.offset());
    }

    /// How far each layer's statistics in `before` are from those in `after`.
    private static List<Provenance.Layer> layers(TrainedModel before, TrainedModel after) {
        Map<String, NormLayer> now =
                NormLayer.of(after).stream().collect(Collectors.toMap(NormLayer::name, Function.identity()));
        return NormLayer.of(before).stream()
                .map(layer -> new Provenance.Layer(
                        layer.name(),
                        layer.policy(),
                        layer.frozen()
                                ? Optional.empty()
                                : Optional.of(layer.driftFrom(now.getOrDefault(layer.name(), layer)))))
                .toList();
    }
}
