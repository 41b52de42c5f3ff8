package dev.bnc.compiler.artifact;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Where the population statistics of a model's batch norms and whitenings come from.
///
/// @param sample the data they were made anew over, if they were
/// @param layers what is known of each of them, in the order of the graph as it was trained
public record Provenance(Optional<Sample> sample, List<Layer> layers) {
    /// Of a model that keeps none.
    public static final Provenance NONE = new Provenance(Optional.empty(), List.of());

    public Provenance {
        layers = List.copyOf(layers);
    }

    /// The batches that statistics were averaged over.
    ///
    /// @param dataSet its name; the training part is meant
    /// @param sha256 of the examples that were used, as float32, little-endian, in the order of their use, before transforms
    /// @param batches how many
    /// @param batch examples in each
    public record Sample(String dataSet, String sha256, int batches, int batch) {}

    /// A batch norm, or a whitening.
    ///
    /// @param name of the layer: `h1.norm`
    /// @param policy by which training kept its statistics: `ema(keep = 0.9)`
    /// @param drift how far these were from those of the sample, if there is one and they are not frozen
    public record Layer(String name, String policy, Optional<Drift> drift) {}

    /// How far statistics are from others, the worst channel of each kind.
    ///
    /// @param mean largest `|mean - other mean|`, in standard deviations of the others, `sqrt(variance + eps)`
    /// @param deviation largest `|deviation / other deviation - 1|`, of the same deviations
    public record Drift(double mean, double deviation) {
        /// The larger of both.
        public double worst() {
            return Math.max(mean, deviation);
        }
    }

    /// The layer with the largest drift, if any was measured.
    public Optional<Layer> worst() {
        return layers.stream()
                .filter(layer -> layer.drift().isPresent())
                .max((a, b) -> Double.compare(drift(a).orElse(0), drift(b).orElse(0)));
    }

    private static OptionalDouble drift(Layer layer) {
        return layer.drift().stream().mapToDouble(Drift::worst).findFirst();
    }
}
