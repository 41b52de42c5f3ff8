package dev.bnc.runtime.train;

import dev.bnc.runtime.data.CounterRandom;
import dev.bnc.runtime.data.Dataset;
import java.util.List;
import java.util.OptionalInt;

/// Made-up data: one Gaussian cloud a class, each around a corner of its own.
record Blobs(int size, int features, int classCount, long seed) implements Dataset {
    @Override
    public String description() {
        return size + " points in " + classCount + " clouds";
    }

    @Override
    public List<Integer> inputShape() {
        return List.of(features);
    }

    @Override
    public OptionalInt classes() {
        return OptionalInt.of(classCount);
    }

    @Override
    public int targetSize() {
        return 1;
    }

    @Override
    public void readInput(int index, float[] into, int offset) {
        CounterRandom noise = new CounterRandom(seed).at(index);
        for (int f = 0; f < features; f++) {
            into[offset + f] = (float) (noise.gaussian(f) * 0.5 + (f % classCount == index % classCount ? 2 : 0));
        }
    }

    @Override
    public void readTarget(int index, float[] into, int offset) {
        into[offset] = index % classCount;
    }
}
