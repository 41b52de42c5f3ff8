package dev.bnc.runtime.data;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/// Pictures and their classes; an input is a window of its picture. Values become `byte / 255`.
///
/// @param inputShape channels, height, width of an input
/// @param pictures those of each number, with as many channels and at least as large as an input; asked anew each time
/// @param labels class numbers
/// @param framing what was done to the pictures
public record PictureDataset(
        String description,
        List<Integer> inputShape,
        List<String> classNames,
        IntFunction<Picture> pictures,
        int[] labels,
        Optional<Framing> framing)
        implements Dataset {
    public PictureDataset {
        inputShape = List.copyOf(inputShape);
        classNames = List.copyOf(classNames);
        for (int label : labels) {
            if (label < 0 || label >= classNames.size()) {
                throw new IllegalArgumentException("label " + label + " of " + classNames.size() + " classes");
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
    public boolean windowed() {
        return framing.filter(f -> f.shorterSide().isPresent()).isPresent();
    }

    @Override
    public void readInput(int index, float[] into, int offset) {
        readInput(index, Placement.CENTRE, into, offset);
    }

    @Override
    public void readInput(int index, Placement place, float[] into, int offset) {
        Picture picture = pictures.apply(index);
        int top = Placement.first(place.down(), inputShape.get(1), picture.height());
        int left = Placement.first(place.across(), inputShape.get(2), picture.width());
        picture.readWindow(top, left, inputShape, into, offset);
    }

    @Override
    public void readTarget(int index, float[] into, int offset) {
        into[offset] = labels[index];
    }
}
