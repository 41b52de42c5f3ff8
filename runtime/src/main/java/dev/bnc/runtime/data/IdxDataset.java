package dev.bnc.runtime.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// Reads grey pictures and their classes from pairs of idx or idx.gz files.
///
/// An empty list of class names stands for as many classes as the labels show.
public final class IdxDataset {
    private IdxDataset() {}

    /// Reads a pair of files.
    ///
    /// @throws DataException if a file is missing, damaged, or does not fit the other
    public static PixelDataset read(String description, List<String> classNames, Path images, Path labels) {
        return dataset(
                description,
                classNames,
                new Named(images.toString(), IdxFile.read(images, 3)),
                new Named(labels.toString(), IdxFile.read(labels, 1)));
    }

    /// Reads a pair of streams; closes neither.
    public static PixelDataset read(String description, List<String> classNames, InputStream images, InputStream labels)
            throws IOException {
        String imageName = description + " (images)";
        String labelName = description + " (labels)";
        return dataset(
                description,
                classNames,
                new Named(imageName, IdxFile.read(images, imageName, 3)),
                new Named(labelName, IdxFile.read(labels, labelName, 1)));
    }

    /// The images of one file as floats, one after the other.
    public static float[] images(Path file) {
        byte[] bytes = IdxFile.read(file, 3).elements();
        var values = new float[bytes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (bytes[i] & 0xff) / 255f;
        }
        return values;
    }

    private record Named(String name, IdxFile file) {
        int count() {
            return file.shape().getFirst();
        }
    }

    private static PixelDataset dataset(String description, List<String> classNames, Named images, Named labels) {
        if (images.count() != labels.count()) {
            throw new DataException("%s holds %,d images, but %s %,d labels\n  = help: the files are not of one set"
                    .formatted(images.name(), images.count(), labels.name(), labels.count()));
        }
        byte[] classOf = labels.file().elements();
        int highest = IntStream.range(0, classOf.length)
                .map(i -> classOf[i] & 0xff)
                .max()
                .orElse(0);
        if (!classNames.isEmpty() && highest >= classNames.size()) {
            throw new DataException("%s: label %d, but there are only the classes 0 to %d\n  = help: %s"
                    .formatted(labels.name(), highest, classNames.size() - 1, "the file is damaged or of another set"));
        }
        List<String> names = classNames.isEmpty()
                ? IntStream.rangeClosed(0, highest).mapToObj(Integer::toString).toList()
                : classNames;
        List<Integer> shape = images.file().shape();
        return new PixelDataset(
                description,
                List.of(1, shape.get(1), shape.get(2)),
                names,
                images.file().elements(),
                classOf);
    }
}
