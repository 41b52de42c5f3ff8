package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.reference.Tensor;

/// The optimizers of `torch.optim` as their documentation writes them, for a linear regression whose gradient is worked
/// out by hand. Shares nothing with the code under test but the settings.
final class PlainOptimizers {
    private final TrainingRecipe recipe;
    private final double[] momentum;
    private final double[] square;
    private final double[] average;

    PlainOptimizers(TrainingRecipe recipe, int parameters) {
        this.recipe = recipe;
        momentum = new double[parameters];
        square = new double[parameters];
        average = new double[parameters];
    }

    /// Moves `w[out][in]` and `b[out]` in place; gives the loss before that.
    double step(Tensor x, Tensor target, double[] w, double[] b, int t, double lr) {
        int n = x.shape().size(0);
        int in = x.shape().size(1);
        int out = b.length;
        double[] gradient = new double[w.length + out];
        double loss = 0;
        for (int row = 0; row < n; row++) {
            for (int o = 0; o < out; o++) {
                double error = b[o] - target.at(row * out + o);
                for (int i = 0; i < in; i++) {
                    error += w[o * in + i] * x.at(row * in + i);
                }
                loss += error * error / (n * out);
                double share = 2 * error / (n * out);
                gradient[w.length + o] += share;
                for (int i = 0; i < in; i++) {
                    gradient[o * in + i] += share * x.at(row * in + i);
                }
            }
        }
        clip(gradient);
        boolean biasDecays = recipe.decay().decayed().size() > 1;
        for (int k = 0; k < gradient.length; k++) {
            boolean isWeight = k < w.length;
            double p = isWeight ? w[k] : b[k - w.length];
            double decay = isWeight || biasDecays ? recipe.decay().rate() : 0;
            double moved = moved(k, p, gradient[k], decay, t, lr);
            if (isWeight) {
                w[k] = moved;
            } else {
                b[k - w.length] = moved;
            }
        }
        return loss;
    }

    private void clip(double[] gradient) {
        switch (recipe.clipping()) {
            case Clipping.None _ -> {}
            case Clipping.ByValue c -> {
                for (int k = 0; k < gradient.length; k++) {
                    gradient[k] = Math.clamp(gradient[k], -c.largest(), c.largest());
                }
            }
            case Clipping.ByGlobalNorm c -> {
                double total = 0;
                for (double g : gradient) {
                    total += g * g;
                }
                double coefficient = c.largest() / (Math.sqrt(total) + 1e-6);
                if (coefficient < 1) {
                    for (int k = 0; k < gradient.length; k++) {
                        gradient[k] *= coefficient;
                    }
                }
            }
        }
    }

    private double moved(int k, double p, double gradient, double decay, int t, double lr) {
        return switch (recipe.optimizer()) {
            case Optimizer.Sgd o -> sgd(o, k, p, gradient + decay * p, t, lr);
            case Optimizer.RmsProp o -> rmsProp(o, k, p, gradient + decay * p, lr);
            case Optimizer.Adam o -> p - adam(k, gradient + decay * p, o.beta1(), o.beta2(), o.eps(), t, lr);
            case Optimizer.AdamW o -> p - lr * decay * p - adam(k, gradient, o.beta1(), o.beta2(), o.eps(), t, lr);
        };
    }

    private double sgd(Optimizer.Sgd o, int k, double p, double g, int t, double lr) {
        if (o.momentum() == 0) {
            return p - lr * g;
        }
        if (t > 1) {
            momentum[k] = o.momentum() * momentum[k] + (1 - o.dampening()) * g;
        } else {
            momentum[k] = g;
        }
        return p - lr * (o.nesterov() ? g + o.momentum() * momentum[k] : momentum[k]);
    }

    private double rmsProp(Optimizer.RmsProp o, int k, double p, double g, double lr) {
        square[k] = o.alpha() * square[k] + (1 - o.alpha()) * g * g;
        double estimate = square[k];
        if (o.centered()) {
            average[k] = o.alpha() * average[k] + (1 - o.alpha()) * g;
            estimate -= average[k] * average[k];
        }
        double direction = g / (Math.sqrt(estimate) + o.eps());
        if (o.momentum() == 0) {
            return p - lr * direction;
        }
        momentum[k] = o.momentum() * momentum[k] + direction;
        return p - lr * momentum[k];
    }

    private double adam(int k, double g, double beta1, double beta2, double eps, int t, double lr) {
        average[k] = beta1 * average[k] + (1 - beta1) * g;
        square[k] = beta2 * square[k] + (1 - beta2) * g * g;
        double first = average[k] / (1 - Math.pow(beta1, t));
        double second = square[k] / (1 - Math.pow(beta2, t));
        return lr * first / (Math.sqrt(second) + eps);
    }
}
