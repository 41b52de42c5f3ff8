package dev.bnc.compiler.elaborate;

import dev.bnc.runtime.program.Initializer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the option `init` of a layer with weights.
///
/// | written | distribution |
/// |---|---|
/// | `he` (default) | Gaussian, variance `2 / in` (He et al. 2015) |
/// | `glorot` | uniform, variance `2 / (in + out)` (Glorot, Bengio 2010) |
/// | `lecun` | Gaussian, variance `1 / in` (LeCun et al. 1998) |
/// | `normal(std = 0.01)` | Gaussian |
/// | `truncated_normal(std = 0.01)` | Gaussian, cut off at two standard deviations |
/// | `uniform(bound = 0.1)` | uniform in `[-bound, bound)` |
/// | `zeros`, `ones`, `constant(0.5)` | the same everywhere |
final class Initializers {
    private static final List<String> WORDS = List.of("he", "glorot", "lecun", "zeros", "ones");
    private static final List<Signature> CALLS = List.of(
            new Signature("initializer", "normal", List.of("std"), 1, List.of()),
            new Signature("initializer", "truncated_normal", List.of("std"), 1, List.of()),
            new Signature("initializer", "uniform", List.of("bound"), 1, List.of()),
            new Signature("initializer", "constant", List.of("value"), 1, List.of()));

    private Initializers() {}

    /// The initializer of a weight of which each output reads `in` numbers and each input feeds `out`.
    static Initializer of(LayerContext layer, double in, double out) {
        Optional<Given> given = layer.arguments().find("init");
        if (given.isPresent() && given.get().datum() instanceof Datum.Call call) {
            return of(CallReader.bind(call, CALLS));
        }
        return switch (given.map(g -> g.wordOf(WORDS)).orElse("he")) {
            case "glorot" -> new Initializer.Uniform(Math.sqrt(6.0 / (in + out)));
            case "lecun" -> new Initializer.Normal(Math.sqrt(1.0 / in));
            case "zeros" -> new Initializer.Constant(0);
            case "ones" -> new Initializer.Constant(1);
            default -> new Initializer.Normal(Math.sqrt(2.0 / in));
        };
    }

    private static Initializer of(Map.Entry<String, Arguments> call) {
        Arguments arguments = call.getValue();
        return switch (call.getKey()) {
            case "normal" -> new Initializer.Normal(arguments.required("std").positive());
            case "truncated_normal" ->
                new Initializer.TruncatedNormal(arguments.required("std").positive());
            case "uniform" ->
                new Initializer.Uniform(arguments.required("bound").positive());
            default -> new Initializer.Constant(arguments.required("value").real());
        };
    }
}
