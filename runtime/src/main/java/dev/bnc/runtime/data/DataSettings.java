package dev.bnc.runtime.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The data section of a net, defaults filled in.
///
/// @param set name of the data set, such as `mnist` (see [DatasetCatalog])
/// @param folder where to look for it, instead of the usual places
/// @param batch examples a training step takes
/// @param transforms applied to each example in this order
public record DataSettings(
        String set, Optional<Path> folder, int batch, Shuffle shuffle, LastBatch last, List<Transform> transforms) {
    public DataSettings {
        transforms = List.copyOf(transforms);
        if (batch < 1) {
            throw new IllegalArgumentException("a batch must hold at least one example, not " + batch);
        }
    }

    /// The same read from another place.
    public DataSettings withFolder(Path other) {
        return new DataSettings(set, Optional.of(other), batch, shuffle, last, transforms);
    }

    /// The same with another batch size.
    public DataSettings withBatch(int other) {
        return new DataSettings(set, folder, other, shuffle, last, transforms);
    }

    /// The same in another order.
    public DataSettings withShuffle(Shuffle other) {
        return new DataSettings(set, folder, batch, other, last, transforms);
    }

    /// The same with another rule for the last batch.
    public DataSettings withLast(LastBatch other) {
        return new DataSettings(set, folder, batch, shuffle, other, transforms);
    }

    /// The same with other transforms.
    public DataSettings withTransforms(List<Transform> other) {
        return new DataSettings(set, folder, batch, shuffle, last, other);
    }
}
