package dev.bnc.compiler.fusion;

import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.ChannelScale;
import dev.bnc.compiler.pass.EvaluateParameters;
import dev.bnc.compiler.pass.Finding;
import dev.bnc.compiler.pass.InputNormalization;
import dev.bnc.compiler.pass.KnownValues;
import dev.bnc.compiler.pass.PassResult;
import dev.bnc.compiler.pass.PassRunner;
import dev.bnc.compiler.pass.Pipelines;
import dev.bnc.compiler.pass.Remark;
import dev.bnc.compiler.reference.Tensor;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.program.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// From a trained model to one that is ready for use.
///
/// 1. The normalization of the data becomes part of the graph ([InputNormalization]).
/// 2. [Pipelines#INFERENCE] folds, as a rewrite of the graph.
/// 3. [EvaluateParameters] computes the new weights in float64; they are rounded once.
/// 4. [Measurement] runs both models on the same examples.
public final class ModelFusion {
    private final TrainedModel model;
    private final PixelScale pixels;
    private final Map<String, Tensor> added = new HashMap<>();
    private final Map<String, NamedTensor> weights = new HashMap<>();

    private ModelFusion(TrainedModel model, PixelScale pixels) {
        this.model = model;
        this.pixels = pixels;
        model.weights().forEach(w -> weights.put(w.name(), w));
    }

    /// The fused model.
    public static Fused fuse(TrainedModel model, PixelScale pixels) {
        return fold(model, pixels, PassRunner.quiet()).measured();
    }

    /// The same with the passes shown as they run, and their remarks.
    public static Folded fold(TrainedModel model, PixelScale pixels, PassRunner runner) {
        return new ModelFusion(model, pixels).folded(runner);
    }

    /// A fused model that has not been compared with the one it was made of yet.
    ///
    /// @param unfused the model as it was trained, on the inputs of the fused one
    public record Folded(TrainedModel unfused, TrainedModel model, PassResult passes, PixelScale pixels) {
        /// Compares, and writes the certificate.
        public Fused measured() {
            Agreement agreement = new Measurement(unfused, model, pixels).agreement();
            return new Fused(model, certificate(passes, agreement));
        }
    }

    private Folded folded(PassRunner runner) {
        Graph normalized = normalized();
        PassResult folded = runner.run(Pipelines.INFERENCE, normalized, known());
        EvaluateParameters.Result result = EvaluateParameters.of(folded.graph(), known());
        TrainedModel fused = new TrainedModel(
                model.name(),
                model.variant(),
                result.graph(),
                roles(result),
                weights(result),
                model.task().map(this::task));
        return new Folded(unfused(normalized), fused, folded, pixels);
    }

    /// The graph on the inputs of the fused model.
    private Graph normalized() {
        Graph graph = model.graph();
        List<Transform.Normalize> transforms = model.task().map(Task::transforms).orElse(List.of());
        for (Transform.Normalize normalize : transforms.reversed()) {
            graph = normalized(graph, normalize);
        }
        return pixels == PixelScale.UNIT
                ? graph
                : normalized(graph, new Transform.Normalize(List.of(0.0), List.of(pixels.white())));
    }

    private Graph normalized(Graph graph, Transform.Normalize normalize) {
        int channels = model.input().shape().size(1);
        List<Double> shift = each(normalize.mean(), channels).stream().map(m -> -m).toList();
        List<Double> scale = each(normalize.deviation(), channels).stream()
                .map(d -> 1 / d)
                .toList();
        InputNormalization with = InputNormalization.of(graph, model.input(), shift, scale);
        added.putAll(with.numbers());
        return with.graph();
    }

    private static List<Double> each(List<Double> numbers, int channels) {
        return numbers.size() == channels ? numbers : Collections.nCopies(channels, numbers.getFirst());
    }

    private KnownValues known() {
        return KnownValues.lookedUp(
                name -> Optional.ofNullable(added.get(name)).or(() -> Optional.ofNullable(weights.get(name))
                        .map(ModelFusion::tensor)));
    }

    private static Tensor tensor(NamedTensor weight) {
        return Tensor.generate(new Shape(weight.shape()), i -> weight.storage()[weight.offset() + i]);
    }

    private static NamedTensor rounded(String name, Tensor tensor) {
        var values = new float[tensor.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) tensor.at(i);
        }
        return NamedTensor.of(name, tensor.shape().sizes(), values);
    }

    private List<NamedTensor> weights(EvaluateParameters.Result result) {
        return result.graph().parameters().stream()
                .map(p -> Optional.ofNullable(result.made().get(p.name()))
                        .or(() -> Optional.ofNullable(added.get(p.name())))
                        .map(tensor -> rounded(p.name(), tensor))
                        .orElseGet(() -> weight(p)))
                .toList();
    }

    private NamedTensor weight(Value parameter) {
        return Optional.ofNullable(weights.get(parameter.name()))
                .orElseThrow(() -> new IllegalStateException(model.name() + " has no weights " + parameter));
    }

    /// What new parameters are is seen from what reads them.
    private Map<String, Role> roles(EvaluateParameters.Result result) {
        var roles = new HashMap<String, Role>();
        for (Node node : result.graph().nodes()) {
            Role role = node.op() instanceof BiasAdd
                    ? Role.BIAS
                    : node.op() instanceof ChannelScale ? Role.GAMMA : Role.WEIGHT;
            node.inputs().stream().filter(Value::isParameter).forEach(p -> roles.put(p.name(), role));
        }
        roles.replaceAll((name, role) -> model.roles().getOrDefault(name, role));
        return roles;
    }

    /// Data sets still give pixels from 0 to 1.
    private Task task(Task task) {
        return task.withTransforms(pixels.transforms());
    }

    /// The model as it was trained, on the inputs of the fused one.
    private TrainedModel unfused(Graph normalized) {
        List<NamedTensor> all = normalized.parameters().stream()
                .map(p -> Optional.ofNullable(added.get(p.name()))
                        .map(tensor -> rounded(p.name(), tensor))
                        .orElseGet(() -> weight(p)))
                .toList();
        return new TrainedModel(model.name(), model.variant(), normalized, model.roles(), all, model.task());
    }

    private static FusionCertificate certificate(PassResult folded, Agreement agreement) {
        var rewrites = new ArrayList<FusionCertificate.Rewrite>();
        var kept = new ArrayList<FusionCertificate.Kept>();
        for (Remark remark : folded.remarks()) {
            if (remark.finding().isPresent()) {
                Finding finding = remark.finding().orElseThrow();
                switch (remark.kind()) {
                    case APPLIED -> rewrites.add(rewrite(remark, finding));
                    case MISSED -> kept.add(new FusionCertificate.Kept(
                            finding.code().id(), remark.where(), remark.text() + ": " + finding.label()));
                }
            }
        }
        return new FusionCertificate(rewrites, kept, agreement);
    }

    private static FusionCertificate.Rewrite rewrite(Remark remark, Finding finding) {
        List<Origin> into = finding.places().stream().map(Finding.Place::where).toList();
        return new FusionCertificate.Rewrite(
                remark.pass(), finding.code().id(), remark.where(), into, remark.text());
    }
}
