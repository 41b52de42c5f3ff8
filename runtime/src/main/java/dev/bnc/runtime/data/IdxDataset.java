package dev.bnc.runtime.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/// Grey pictures and their classes from a pair of idx files. Pixels become `byte / 255`.
public final class IdxDataset implements Dataset {
    private static final float[] PIXELS = pixels();

    private final String description;
    private final List<Integer> inputShape;
    private final int inputSize;
    private final int classes;
    private final byte[] images;
    private final byte[] labels;

    private IdxDataset(String description, int classes, IdxFile images, IdxFile labels) {
        this.description = description;
        this.inputShape = List.of(1, images.shape().get(1), images.shape().get(2));
        this.inputSize = images.shape().get(1) * images.shape().get(2);
        this.classes = classes;
        this.images = images.elements();
        this.labels = labels.elements();
    }

    /// Reads a pair of idx or idx.gz files.
    ///
    /// @throws DataException if a file is missing, damaged, or does not fit the other
    public static IdxDataset read(String description, int classes, Path images, Path labels) {
        return checked(
                description,
                classes,
                IdxFile.read(images, 3),
                IdxFile.read(labels, 1),
                images.toString(),
                labels.toString());
    }

    /// Reads a pair of idx or idx.gz streams; closes neither.
    public static IdxDataset read(String description, int classes, InputStream images, InputStream labels)
            throws IOException {
        return checked(
                description,
                classes,
                IdxFile.read(images, description + " (images)", 3),
                IdxFile.read(labels, description + " (labels)", 1),
                description + " (images)",
                description + " (labels)");
    }

    private static IdxDataset checked(
            String description, int classes, IdxFile images, IdxFile labels, String imageFile, String labelFile) {
        if (!images.shape().getFirst().equals(labels.shape().getFirst())) {
            throw new DataException("%s holds %,d images, but %s %,d labels\n  = help: the files are not of one set"
                    .formatted(
                            imageFile,
                            images.shape().getFirst(),
                            labelFile,
                            labels.shape().getFirst()));
        }
        byte[] classOf = labels.elements();
        for (int i = 0; i < classOf.length; i++) {
            if ((classOf[i] & 0xff) >= classes) {
                throw new DataException("%s: label %d at place %,d, but there are only the classes 0 to %d"
                        .formatted(labelFile, classOf[i] & 0xff, i, classes - 1));
            }
        }
        return new IdxDataset(description, classes, images, labels);
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public List<Integer> inputShape() {
        return inputShape;
    }

    @Override
    public OptionalInt classes() {
        return OptionalInt.of(classes);
    }

    @Override
    public int targetSize() {
        return 1;
    }

    @Override
    public void readInput(int index, float[] into, int offset) {
        int from = index * inputSize;
        for (int i = 0; i < inputSize; i++) {
            into[offset + i] = PIXELS[images[from + i] & 0xff];
        }
    }

    @Override
    public void readTarget(int index, float[] into, int offset) {
        into[offset] = labels[index];
    }

    private static float[] pixels() {
        var values = new float[256];
        for (int i = 0; i < values.length; i++) {
            values[i] = i / 255f;
        }
        return values;
    }
}
