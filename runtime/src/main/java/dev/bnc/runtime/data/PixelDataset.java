package dev.bnc.runtime.data;

import java.util.List;
import java.util.OptionalInt;

/// Pictures of one size with a byte a value, and their classes, in memory. Values become `byte / 255`.
///
/// @param inputShape channels, height, width
/// @param pixels one picture after the other, each in `inputShape`
/// @param labels class numbers
public record PixelDataset(
        String description, List<Integer> inputShape, List<String> classNames, byte[] pixels, byte[] labels)
        implements Dataset {
    private static final float[] VALUES = values();

    public PixelDataset {
        inputShape = List.copyOf(inputShape);
        classNames = List.copyOf(classNames);
        long each = inputShape.stream().reduce(1, Math::multiplyExact);
        if (pixels.length != each * labels.length) {
            throw new IllegalArgumentException(
                    labels.length + " pictures of " + inputShape + " in " + pixels.length + " bytes");
        }
        for (byte label : labels) {
            if ((label & 0xff) >= classNames.size()) {
                throw new IllegalArgumentException("label " + (label & 0xff) + " of " + classNames.size() + " classes");
            }
        }
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public OptionalInt classes() {
        return OptionalInt.of(classNames.size());
    }

    @Override
    public int targetSize() {
        return 1;
    }

    @Override
    public void readInput(int index, float[] into, int offset) {
        int each = pixels.length / labels.length;
        int from = index * each;
        for (int i = 0; i < each; i++) {
            into[offset + i] = VALUES[pixels[from + i] & 0xff];
        }
    }

    @Override
    public void readTarget(int index, float[] into, int offset) {
        into[offset] = labels[index] & 0xff;
    }

    private static float[] values() {
        var values = new float[256];
        for (int i = 0; i < values.length; i++) {
            values[i] = i / 255f;
        }
        return values;
    }
}
