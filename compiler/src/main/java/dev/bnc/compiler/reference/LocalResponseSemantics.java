package dev.bnc.compiler.reference;

import dev.bnc.compiler.graph.op.LocalResponseNorm;
import dev.bnc.compiler.graph.op.LocalResponseNormGradient;
import java.util.function.IntToDoubleFunction;

/// Local response normalization (Krizhevsky et al. 2012): `y = x * base^-beta` with `base = k + alpha / size * s`,
/// `s` the sum of squares over the channels around.
final class LocalResponseSemantics {
    private LocalResponseSemantics() {}

    static Tensor normalize(LocalResponseNorm o, Tensor x) {
        Tensor base = base(o, x);
        return Tensor.generate(x.shape(), i -> x.at(i) * Math.pow(base.at(i), -o.beta()));
    }

    /// `dx_c = dy_c * base_c^-beta - 2 * alpha * beta / size * x_c * sum of dy_j * x_j * base_j^(-beta-1)` over the
    /// channels `j` in whose neighbourhood `c` is.
    static Tensor gradient(LocalResponseNormGradient o, Tensor dy, Tensor x) {
        var forward = new LocalResponseNorm(o.size(), o.alpha(), o.beta(), o.k());
        Tensor base = base(forward, x);
        int half = (o.size() - 1) / 2;
        // c lies in j's neighbourhood if j lies in the mirrored one of c
        Tensor pulled =
                sumAround(x, o.size() - 1 - half, half, i -> dy.at(i) * x.at(i) * Math.pow(base.at(i), -o.beta() - 1));
        double factor = 2 * o.alpha() * o.beta() / o.size();
        return Tensor.generate(
                x.shape(), i -> dy.at(i) * Math.pow(base.at(i), -o.beta()) - factor * x.at(i) * pulled.at(i));
    }

    private static Tensor base(LocalResponseNorm o, Tensor x) {
        int before = (o.size() - 1) / 2;
        Tensor squares = sumAround(x, before, o.size() - 1 - before, i -> x.at(i) * x.at(i));
        return squares.map(s -> o.k() + o.alpha() / o.size() * s);
    }

    /// For each element the sum over the channels from `before` before it to `behind` behind it, at its position.
    private static Tensor sumAround(Tensor x, int before, int behind, IntToDoubleFunction element) {
        return Tensor.generate(x.shape(), i -> {
            int channel = x.channelOf(i);
            double sum = 0;
            for (int c = Math.max(0, channel - before); c <= Math.min(x.channels() - 1, channel + behind); c++) {
                sum += element.applyAsDouble(i + (c - channel) * x.positions());
            }
            return sum;
        });
    }
}
