package dev.bnc.runtime.kernel;

/// Shape `[batch, positions, groups * groupChannels]` of a group normalization. Each example's groups have their
/// own mean and variance, over positions and the group's channels.
///
/// One group is layer normalization (PyTorch's over all but the batch), groups of one channel instance
/// normalization.
public record GroupShape(int batch, int positions, int channels, int groups) {
    public GroupShape {
        if (groups < 1 || channels % groups != 0) {
            throw new IllegalArgumentException(channels + " channels cannot be cut into " + groups + " groups");
        }
    }

    /// Channels of one group.
    public int groupChannels() {
        return channels / groups;
    }

    /// How the work may be cut; the unit is an example.
    public Chunks chunks() {
        return Chunks.of(batch, Math.multiplyExact(positions, channels));
    }

    /// Workspace of the scale gradient, a reduction to `[channels]`.
    public Partials partials() {
        return new Partials(chunks().count(), channels);
    }

    /// Index of an example's first float.
    int at(int example) {
        return example * positions * channels;
    }

    /// Elements that share one mean.
    int groupSize() {
        return positions * groupChannels();
    }
}
