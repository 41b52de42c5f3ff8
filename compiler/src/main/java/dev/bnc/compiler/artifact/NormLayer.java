package dev.bnc.compiler.artifact;

import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.Statistics;
import dev.bnc.compiler.graph.op.Tracking;
import dev.bnc.compiler.graph.op.Whiten;
import dev.bnc.runtime.artifact.NamedTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A batch norm or a whitening of a trained model, with its numbers: one a channel.
///
/// @param name of the layer: `h1.norm`
/// @param variance of a whitening what is on the diagonal of its covariances
/// @param gamma 1 where the layer has none
/// @param beta 0 where the layer has none
public record NormLayer(
        String name, Node node, Tracking op, float[] mean, float[] variance, float[] gamma, float[] beta) {
    private static final String MEAN = ".mean";

    /// Those of a model, in the order of its graph. One that is applied twice is there once.
    public static List<NormLayer> of(TrainedModel model) {
        Map<String, NamedTensor> weights =
                model.weights().stream().collect(Collectors.toMap(NamedTensor::name, Function.identity()));
        return model.graph().nodes().stream()
                .flatMap(node -> node.op() instanceof Tracking op ? Stream.of(of(node, op, weights)) : Stream.empty())
                .collect(Collectors.toMap(NormLayer::name, Function.identity(), (first, _) -> first,
                        LinkedHashMap::new))
                .values()
                .stream()
                .toList();
    }

    private static NormLayer of(Node node, Tracking op, Map<String, NamedTensor> weights) {
        String mean = node.input(1).name();
        String name = mean.endsWith(MEAN) ? mean.substring(0, mean.length() - MEAN.length()) : mean;
        int channels = node.input(1).shape().size(0);
        return new NormLayer(
                name,
                node,
                op,
                values(node.input(1), weights),
                variances(op, values(node.input(2), weights), channels),
                op.scale() ? values(node.input(3), weights) : filled(channels, 1),
                op.shift() ? values(node.inputs().getLast(), weights) : filled(channels, 0));
    }

    private static float[] variances(Tracking op, float[] stored, int channels) {
        return switch (op) {
            case BatchNorm _ -> stored;
            case Whiten whiten -> diagonal(stored, channels, channels / whiten.groups());
        };
    }

    /// Of `[width, channels]`, the groups' square matrices beside each other.
    private static float[] diagonal(float[] covariances, int channels, int width) {
        var diagonal = new float[channels];
        for (int c = 0; c < channels; c++) {
            diagonal[c] = covariances[c % width * channels + c];
        }
        return diagonal;
    }

    /// How many channels it normalizes.
    public int channels() {
        return mean.length;
    }

    /// Whether training never changes its statistics.
    public boolean frozen() {
        return op.statistics() instanceof Statistics.Frozen;
    }

    /// By which rule training keeps its statistics, as in the language: `ema(keep = 0.9)`.
    public String policy() {
        return switch (op.statistics()) {
            case Statistics.Ema(double keep, boolean unbiased) -> "ema(keep = " + keep + biased(unbiased, ", ") + ")";
            case Statistics.Cumulative(boolean unbiased) -> "cumulative" + (unbiased ? "" : "(" + biased(false, "") + ")");
            case Statistics.Recompute(int batches, double _, boolean unbiased) ->
                "recompute(" + (batches == 0 ? "" : "batches = " + batches) + biased(unbiased, batches == 0 ? "" : ", ")
                        + ")";
            case Statistics.Frozen _ -> "frozen";
        };
    }

    private static String biased(boolean unbiased, String separator) {
        return unbiased ? "" : separator + "unbiased = off";
    }

    /// How far this layer's statistics are from those of the same layer in another model.
    public Provenance.Drift driftFrom(NormLayer other) {
        double mean = 0;
        double deviation = 0;
        for (int c = 0; c < channels(); c++) {
            double from = Math.sqrt(other.variance[c] + op.eps());
            mean = Math.max(mean, Math.abs((double) this.mean[c] - other.mean[c]) / from);
            deviation = Math.max(deviation, Math.abs(Math.sqrt(variance[c] + op.eps()) / from - 1));
        }
        return new Provenance.Drift(mean, deviation);
    }

    /// What is known of the statistics of a model that comes from training.
    static Provenance provenance(TrainedModel model) {
        return new Provenance(
                Optional.empty(),
                of(model).stream()
                        .map(layer -> new Provenance.Layer(layer.name(), layer.policy(), Optional.empty()))
                        .toList());
    }

    private static float[] values(Value parameter, Map<String, NamedTensor> weights) {
        NamedTensor tensor = weights.get(parameter.name());
        if (tensor == null) {
            throw new IllegalStateException("no weights " + parameter);
        }
        var values = new float[tensor.size()];
        System.arraycopy(tensor.storage(), tensor.offset(), values, 0, values.length);
        return values;
    }

    private static float[] filled(int length, float value) {
        var values = new float[length];
        Arrays.fill(values, value);
        return values;
    }
}
