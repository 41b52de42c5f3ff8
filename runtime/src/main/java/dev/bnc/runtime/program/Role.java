package dev.bnc.runtime.program;

/// What a state tensor is for. Decides its default weight decay and whether the optimizer moves it.
public enum Role {
    /// Matrix or filter of a dense or convolutional layer.
    WEIGHT(true),
    /// Added to a layer's output, one value a channel.
    BIAS(true),
    /// Learned scale of a normalizer, one value a channel.
    GAMMA(true),
    /// Learned shift of a normalizer, one value a channel.
    BETA(true),
    /// Population mean of a batch norm, one value a channel.
    MEAN(false),
    /// Population variance of a batch norm, one value a channel.
    VARIANCE(false),
    /// Population covariances of a whitening, those of each group of channels.
    COVARIANCE(false),
    /// Optimizer state (momentum, second moment), shaped as the parameter it belongs to.
    SLOT(false);

    private final boolean trainable;

    Role(boolean trainable) {
        this.trainable = trainable;
    }

    /// Whether the optimizer updates tensors of this role.
    public boolean trainable() {
        return trainable;
    }
}
