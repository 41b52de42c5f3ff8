package dev.bnc.runtime.train;

import dev.bnc.runtime.program.Role;

/// What PyTorch calls the parts of a layer: a normalizer's gamma is its `weight`, beta its `bias`, population mean and
/// variance `running_mean` and `running_var`. Weights and biases of other layers have the same names here and there.
public final class PytorchNames {
    private PytorchNames() {}

    /// PyTorch's name of a tensor: `h1.norm.gamma` becomes `h1.norm.weight`.
    public static String of(String name, Role role) {
        return switch (role) {
            case GAMMA -> renamed(name, "weight");
            case BETA -> renamed(name, "bias");
            case MEAN -> renamed(name, "running_mean");
            case VARIANCE -> renamed(name, "running_var");
            case WEIGHT, BIAS, COVARIANCE, SLOT -> name;
        };
    }

    private static String renamed(String name, String part) {
        return name.substring(0, name.lastIndexOf('.') + 1) + part;
    }
}
