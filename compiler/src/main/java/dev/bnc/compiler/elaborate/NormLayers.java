package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.Estimate;
import dev.bnc.compiler.graph.op.GroupNorm;
import dev.bnc.compiler.graph.op.LocalResponseNorm;
import dev.bnc.compiler.graph.op.Statistics;
import dev.bnc.compiler.graph.op.Whiten;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.program.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Layers that normalize.
final class NormLayers {
    private static final double DEFAULT_EPS = 1e-5;
    private static final double DEFAULT_KEEP = 0.9;
    private static final int DEFAULT_ITERATIONS = 5;
    private static final List<Signature> STATISTICS = List.of(
            new Signature("policy for statistics", "ema", List.of(), 0, List.of("keep", "unbiased")),
            new Signature("policy for statistics", "cumulative", List.of(), 0, List.of("unbiased")),
            new Signature("policy for statistics", "recompute", List.of(), 0, List.of("batches", "keep", "unbiased")),
            new Signature("policy for statistics", "frozen", List.of(), 0, List.of()));

    private static final List<Signature> ESTIMATES = List.of(
            new Signature("estimate", "moments", List.of(), 0, List.of()),
            new Signature("estimate", "detached", List.of(), 0, List.of()),
            new Signature("estimate", "median", List.of(), 0, List.of()),
            new Signature("estimate", "range", List.of(), 0, List.of()),
            new Signature("estimate", "ghost", List.of("size"), 1, List.of()),
            new Signature("estimate", "renorm", List.of(), 0, List.of("r", "d")));

    private NormLayers() {}

    /// `bn`: batch normalization over the batch and all positions, per channel.
    static Flow batchNorm(LayerContext layer) {
        Arguments arguments = layer.arguments();
        boolean scale = arguments.flag("scale", true);
        boolean shift = arguments.flag("shift", true);
        int channels = layer.in().channels();
        var inputs = new ArrayList<Value>();
        inputs.add(layer.in().value());
        inputs.add(layer.channelParameter("mean", channels, Role.MEAN, 0));
        inputs.add(layer.channelParameter("var", channels, Role.VARIANCE, 1));
        addAffine(layer, inputs, scale, shift);
        var op = new BatchNorm(
                arguments.positive("eps", DEFAULT_EPS), scale, shift, statistics(arguments), estimate(layer));
        return layer.in().with(layer.graph().add(op, inputs));
    }

    private static Statistics statistics(Arguments arguments) {
        if (!arguments.has("stats")) {
            return new Statistics.Ema(DEFAULT_KEEP, true);
        }
        Map.Entry<String, Arguments> call = CallReader.bind(arguments.required("stats"), STATISTICS);
        Arguments options = call.getValue();
        boolean unbiased = options.flag("unbiased", true);
        double keep = options.real("keep", 0, 1, DEFAULT_KEEP);
        return switch (call.getKey()) {
            case "cumulative" -> new Statistics.Cumulative(unbiased);
            case "recompute" -> new Statistics.Recompute(options.whole("batches", 0, 0), keep, unbiased);
            case "frozen" -> new Statistics.Frozen();
            default -> new Statistics.Ema(keep, unbiased);
        };
    }

    /// `whiten`: groups of channels made uncorrelated over the batch and all positions.
    static Flow whiten(LayerContext layer) {
        Arguments arguments = layer.arguments();
        boolean scale = arguments.flag("scale", true);
        boolean shift = arguments.flag("shift", true);
        int groups = arguments.whole("groups", 1, 1);
        requireGroups(layer, groups);
        int channels = layer.in().channels();
        var inputs = new ArrayList<Value>();
        inputs.add(layer.in().value());
        inputs.add(layer.channelParameter("mean", channels, Role.MEAN, 0));
        Shape covariance = Shape.of(channels / groups, channels);
        inputs.add(layer.parameter("cov", covariance, Role.COVARIANCE, new Initializer.Constant(0)));
        addAffine(layer, inputs, scale, shift);
        var op = new Whiten(
                arguments.positive("eps", DEFAULT_EPS),
                groups,
                arguments.whole("iterations", 1, DEFAULT_ITERATIONS),
                scale,
                shift,
                statistics(arguments));
        return layer.in().with(layer.graph().add(op, inputs));
    }

    private static void requireGroups(LayerContext layer, int groups) {
        int channels = layer.in().channels();
        if (channels % groups != 0) {
            throw ElaborationException.of(
                    layer.shapeError(DiagnosticCode.GROUPS_DO_NOT_DIVIDE, groups + " groups do not divide the channels")
                            .note(channels + " channels flow in; that must be a multiple of the groups"));
        }
    }

    /// What a batch is taken for: its moments, unless `estimate` says otherwise.
    private static Estimate estimate(LayerContext layer) {
        Optional<Given> given = layer.arguments().find("estimate");
        if (given.isEmpty()) {
            return Estimate.MOMENTS;
        }
        Map.Entry<String, Arguments> call = CallReader.bind(given.get(), ESTIMATES);
        Arguments options = call.getValue();
        return switch (call.getKey()) {
            case "detached" -> new Estimate.Detached();
            case "median" -> new Estimate.Median();
            case "range" -> new Estimate.Range();
            case "ghost" -> new Estimate.Ghost(options.required("size").whole(1));
            case "renorm" -> new Estimate.Renorm(limit(options, "r", 3, 1), limit(options, "d", 5, 0));
            default -> Estimate.MOMENTS;
        };
    }

    private static double limit(Arguments options, String name, double otherwise, double least) {
        double limit = options.find(name).map(Given::real).orElse(otherwise);
        if (limit < least) {
            throw options.required(name).outOfRange("it must be at least " + Decimal.text(least));
        }
        return limit;
    }

    /// `layer_norm` (one group), `group_norm groups`, `instance_norm` (a group for each channel).
    static Flow groupNorm(LayerContext layer, int groups) {
        requireGroups(layer, groups);
        Arguments arguments = layer.arguments();
        boolean scale = arguments.flag("scale", true);
        boolean shift = arguments.flag("shift", true);
        var inputs = new ArrayList<Value>();
        inputs.add(layer.in().value());
        addAffine(layer, inputs, scale, shift);
        var op = new GroupNorm(groups, arguments.positive("eps", DEFAULT_EPS), scale, shift);
        return layer.in().with(layer.graph().add(op, inputs));
    }

    private static void addAffine(LayerContext layer, List<Value> inputs, boolean scale, boolean shift) {
        int channels = layer.in().channels();
        if (scale) {
            inputs.add(layer.channelParameter("gamma", channels, Role.GAMMA, 1));
        }
        if (shift) {
            inputs.add(layer.channelParameter("beta", channels, Role.BETA, 0));
        }
    }

    /// `lrn size`.
    static Flow localResponseNorm(LayerContext layer) {
        Arguments arguments = layer.arguments();
        return layer.apply(new LocalResponseNorm(
                arguments.required("size").whole(1),
                arguments.positive("alpha", 1e-4),
                arguments.positive("beta", 0.75),
                arguments.positive("k", 1)));
    }
}
