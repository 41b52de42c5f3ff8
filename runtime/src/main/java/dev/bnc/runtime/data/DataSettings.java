package dev.bnc.runtime.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The data section of a net, defaults filled in.
///
/// @param set name of the data set, such as `mnist`
/// @param folder where to look for it, instead of the usual places
/// @param framing how pictures of a folder become inputs of one size
/// @param take train with the first examples only, this many
/// @param batch examples a training step takes
/// @param shards into how many parts of equal size and neighbouring examples the data is cut; an order drawn by lot is one
///     of shards, and of the examples within each. 1 mixes all examples
/// @param transforms applied to each training example in this order
/// @param evaluation applied to each example in this order where the net is measured or used; draws no lots
public record DataSettings(
        String set,
        Optional<Path> folder,
        Optional<Framing> framing,
        OptionalInt take,
        int batch,
        Shuffle shuffle,
        int shards,
        LastBatch last,
        List<Transform> transforms,
        List<Transform> evaluation) {
    public DataSettings {
        transforms = List.copyOf(transforms);
        evaluation = List.copyOf(evaluation);
        if (batch < 1) {
            throw new IllegalArgumentException("a batch must hold at least one example, not " + batch);
        }
        if (take.isPresent() && take.getAsInt() < 1) {
            throw new IllegalArgumentException("training takes at least one example, not " + take.getAsInt());
        }
        if (shards < 1) {
            throw new IllegalArgumentException("data is at least one shard, not " + shards);
        }
    }

    /// The whole data as one shard, and for evaluation those of the transforms that draw no lots.
    public DataSettings(
            String set, Optional<Path> folder, int batch, Shuffle shuffle, LastBatch last, List<Transform> transforms) {
        this(
                set,
                folder,
                Optional.empty(),
                OptionalInt.empty(),
                batch,
                shuffle,
                1,
                last,
                transforms,
                withoutLots(transforms));
    }

    private static List<Transform> withoutLots(List<Transform> transforms) {
        return transforms.stream()
                .filter(t -> !(t instanceof Transform.Random))
                .toList();
    }

    /// The same read from another place.
    public DataSettings withFolder(Path other) {
        return new DataSettings(set, Optional.of(other), framing, take, batch, shuffle, shards, last, transforms, evaluation);
    }

    /// The same with pictures framed in another way.
    public DataSettings withFraming(Framing other) {
        return new DataSettings(set, folder, Optional.of(other), take, batch, shuffle, shards, last, transforms, evaluation);
    }

    /// The same with another batch size.
    public DataSettings withBatch(int other) {
        return new DataSettings(set, folder, framing, take, other, shuffle, shards, last, transforms, evaluation);
    }

    /// The same in another order, of the whole data as one shard.
    public DataSettings withShuffle(Shuffle other) {
        return new DataSettings(set, folder, framing, take, batch, other, 1, last, transforms, evaluation);
    }

    /// The same with another rule for the last batch.
    public DataSettings withLast(LastBatch other) {
        return new DataSettings(set, folder, framing, take, batch, shuffle, shards, other, transforms, evaluation);
    }

    /// The same training on examples as they are evaluated.
    public DataSettings withoutAugmentation() {
        return new DataSettings(set, folder, framing, take, batch, shuffle, shards, last, evaluation, evaluation);
    }
}
