package dev.bnc.runtime.embed;

import dev.bnc.runtime.embed.NetDescription.Scaling;
import java.util.List;

/// Scales examples as training did, in the same floating-point operations.
///
/// @param means one for all channels, or one a channel
/// @param factors one over the deviations
record InputScaling(float[] means, float[] factors) {
    static InputScaling of(Scaling scaling) {
        int count = scaling.mean().size();
        var means = new float[count];
        var factors = new float[count];
        for (int c = 0; c < count; c++) {
            means[c] = scaling.mean().get(c).floatValue();
            factors[c] = (float) (1 / scaling.deviation().get(c));
        }
        return new InputScaling(means, factors);
    }

    static InputScaling[] of(List<Scaling> scalings) {
        return scalings.stream().map(InputScaling::of).toArray(InputScaling[]::new);
    }

    /// Scales the example of `size` floats at `offset`.
    void apply(float[] array, int offset, int size) {
        int each = size / means.length;
        for (int c = 0; c < means.length; c++) {
            float mean = means[c];
            float factor = factors[c];
            for (int i = offset + c * each; i < offset + (c + 1) * each; i++) {
                array[i] = (array[i] - mean) * factor;
            }
        }
    }
}
