package dev.bnc.compiler.autodiff;

/// All that decides what one training step computes, besides the net itself.
///
/// @param seed of the dropout masks
public record TrainingRecipe(
        Objective objective, Optimizer optimizer, WeightDecay decay, Clipping clipping, long seed) {
    /// No weight decay, no clipping, seed 0.
    public static TrainingRecipe of(Objective objective, Optimizer optimizer) {
        return new TrainingRecipe(objective, optimizer, WeightDecay.NONE, new Clipping.None(), 0);
    }

    /// The same with the target's open batch size filled in.
    public TrainingRecipe atBatch(int batch) {
        return new TrainingRecipe(objective.atBatch(batch), optimizer, decay, clipping, seed);
    }

    /// The same with weight decay.
    public TrainingRecipe withDecay(WeightDecay changed) {
        return new TrainingRecipe(objective, optimizer, changed, clipping, seed);
    }

    /// The same with clipping.
    public TrainingRecipe withClipping(Clipping changed) {
        return new TrainingRecipe(objective, optimizer, decay, changed, seed);
    }

    /// The same with another seed.
    public TrainingRecipe withSeed(long changed) {
        return new TrainingRecipe(objective, optimizer, decay, clipping, changed);
    }
}
