package dev.bnc.compiler.shipping;

import dev.bnc.compiler.artifact.NormLayer;
import dev.bnc.compiler.artifact.Provenance;
import dev.bnc.compiler.artifact.TrainedModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What there is to say of a model's batch norms and whitenings.
///
/// @param layers in the order of the graph
public record NormReport(List<Line> layers) {
    /// Above this drift a layer is worth a look: a tenth of a standard deviation.
    public static final double NOTABLE_DRIFT = 0.1;

    public NormReport {
        layers = List.copyOf(layers);
    }

    /// One of them.
    ///
    /// @param drift how far its statistics are from those of the data, if they were compared
    public record Line(ChannelHealth health, Optional<Provenance.Drift> drift) {
        public NormLayer layer() {
            return health.layer();
        }
    }

    /// Of a model by itself.
    public static NormReport of(TrainedModel model) {
        return of(model, Provenance.NONE);
    }

    /// Of a model compared with data.
    ///
    /// @param measured what [StatisticsOverData] found for the same model
    public static NormReport of(TrainedModel model, Provenance measured) {
        var lines = new ArrayList<Line>();
        for (NormLayer layer : NormLayer.of(model)) {
            Optional<Provenance.Drift> drift = measured.layers().stream()
                    .filter(l -> l.name().equals(layer.name()))
                    .findFirst()
                    .flatMap(Provenance.Layer::drift);
            lines.add(new Line(ChannelHealth.of(layer, model.graph()), drift));
        }
        return new NormReport(lines);
    }

    /// The layer that drifts most, if one drifts notably.
    public Optional<Line> worst() {
        return layers.stream()
                .filter(line -> drift(line) > NOTABLE_DRIFT)
                .max(Comparator.comparingDouble(NormReport::drift));
    }

    private static double drift(Line line) {
        return line.drift().map(Provenance.Drift::worst).orElse(0.0);
    }
}
