package dev.bnc.compiler.artifact;

import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.data.Domain;
import dev.bnc.runtime.data.Transform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Domains in a manifest: `{"name": "noisy", "transforms": [{"kind": "noise", "numbers": [0.4]}]}`. Means and
/// deviations of a `normalize` stand one after the other.
final class DomainJson {
    private static final int MOST_PIXELS = 1 << 20;

    private DomainJson() {}

    static Json of(Domain domain) {
        List<Json> transforms = domain.transforms().stream().map(DomainJson::of).toList();
        return new Json.Obj().with("name", domain.name()).with("transforms", new Json.Arr(transforms));
    }

    private static Json of(Transform transform) {
        return switch (transform) {
            case Transform.Normalize(List<Double> mean, List<Double> deviation) -> {
                var numbers = new ArrayList<>(mean);
                numbers.addAll(deviation);
                yield of("normalize", numbers);
            }
            case Transform.FlipHorizontal _ -> of("flip_horizontal", List.of());
            case Transform.FlipVertical _ -> of("flip_vertical", List.of());
            case Transform.Shift(int pixels) -> of("shift", List.of((double) pixels));
            case Transform.Rotate(double degrees) -> of("rotate", List.of(degrees));
            case Transform.Shear(double strength) -> of("shear", List.of(strength));
            case Transform.Zoom(double strength) -> of("zoom", List.of(strength));
            case Transform.Brightness(double strength) -> of("brightness", List.of(strength));
            case Transform.Contrast(double strength) -> of("contrast", List.of(strength));
            case Transform.Saturation(double strength) -> of("saturation", List.of(strength));
            case Transform.Noise(double strength) -> of("noise", List.of(strength));
        };
    }

    private static Json of(String kind, List<Double> numbers) {
        return new Json.Obj()
                .with("kind", kind)
                .with("numbers", new Json.Arr(numbers.stream().map(Json::number).toList()));
    }

    /// The transform of that kind with those numbers; empty if there is none.
    static Optional<Transform> read(String kind, List<Double> numbers) {
        if (kind.equals("normalize")) {
            return normalize(numbers);
        }
        if (kind.startsWith("flip_") && numbers.isEmpty()) {
            return switch (kind) {
                case "flip_horizontal" -> Optional.of(new Transform.FlipHorizontal());
                case "flip_vertical" -> Optional.of(new Transform.FlipVertical());
                default -> Optional.empty();
            };
        }
        return numbers.size() == 1 && numbers.getFirst() >= 0 ? read(kind, numbers.getFirst()) : Optional.empty();
    }

    private static Optional<Transform> read(String kind, double strength) {
        return switch (kind) {
            case "shift" ->
                strength <= MOST_PIXELS ? Optional.of(new Transform.Shift((int) strength)) : Optional.empty();
            case "rotate" -> Optional.of(new Transform.Rotate(strength));
            case "shear" -> Optional.of(new Transform.Shear(strength));
            case "zoom" -> Optional.of(new Transform.Zoom(strength));
            case "brightness" -> Optional.of(new Transform.Brightness(strength));
            case "contrast" -> Optional.of(new Transform.Contrast(strength));
            case "saturation" -> Optional.of(new Transform.Saturation(strength));
            case "noise" -> Optional.of(new Transform.Noise(strength));
            default -> Optional.empty();
        };
    }

    private static Optional<Transform> normalize(List<Double> numbers) {
        int each = numbers.size() / 2;
        List<Double> deviation = numbers.subList(each, numbers.size());
        boolean usable =
                each > 0 && deviation.size() == each && deviation.stream().allMatch(d -> d != 0);
        return usable ? Optional.of(new Transform.Normalize(numbers.subList(0, each), deviation)) : Optional.empty();
    }
}
