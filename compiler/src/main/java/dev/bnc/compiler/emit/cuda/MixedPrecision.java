package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.kernel.Precision;
import dev.bnc.compiler.plan.DevicePlan;
import dev.bnc.compiler.plan.Plan;
import java.util.HashSet;

/// A device's plan in mixed precision (Micikevicius and others, "Mixed Precision Training", 2018, with bf16, which has
/// float32's range and so needs no scaled losses): activations and their gradients are kept as bf16, and products read
/// bf16 copies of the weights. Weights themselves, statistics, gradients of weights, optimizer slots, losses, inputs and
/// outputs stay float32, and all sums are taken in float32.
///
/// @param plan what is to be done, copies of weights included
/// @param storage which of its buffers are bf16
public record MixedPrecision(DevicePlan plan, Storage storage) {
    /// The plan in mixed precision if `precision` says so, else as it is.
    public static MixedPrecision of(DevicePlan device, Precision precision) {
        return switch (precision) {
            case FLOAT32, TF32 -> new MixedPrecision(device, Storage.FLOAT32);
            case BF16 -> mixed(device);
        };
    }

    private static MixedPrecision mixed(DevicePlan device) {
        HalfWeights weights = HalfWeights.of(device);
        Plan plan = weights.plan().plan();
        var halves = new HashSet<>(HalfActivations.of(plan));
        halves.addAll(weights.copies());
        return new MixedPrecision(weights.plan(), new Storage(halves));
    }
}
