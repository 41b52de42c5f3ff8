package dev.bnc.datasets;

import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.data.Picture;
import dev.bnc.runtime.data.PictureSize;
import dev.bnc.runtime.data.PixelDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Pictures in class folders: `train/CLASS/*.png` and `test/CLASS/*.png` (or `val`). Classes are numbered in the order
/// of
/// their names, examples in the order of classes and file names. All pictures must have one size, or are given one; they
/// are kept in memory.
///
/// @param size what pictures of any size are scaled and cut to
record ImageFolder(List<String> classes, Optional<PictureSize> size) {
    static Datasets read(Path folder, Optional<PictureSize> size) {
        Path training = folder.resolve("train");
        Path validation = Stream.of("val", "test")
                .map(folder::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(folder);
        if (!Files.isDirectory(training) || validation.equals(folder)) {
            throw new DataException(folder + ": no folders train and test (or val) there"
                    + "\n  = help: pictures are expected as train/CLASS/NAME.png and test/CLASS/NAME.png");
        }
        List<String> classes = children(training, Files::isDirectory).stream()
                .map(path -> path.getFileName().toString())
                .toList();
        List<String> others = children(validation, Files::isDirectory).stream()
                .map(path -> path.getFileName().toString())
                .toList();
        if (classes.isEmpty() || classes.size() > 256 || !classes.containsAll(others)) {
            throw new DataException("%s has the classes %s, %s the classes %s\n  = help: %s"
                    .formatted(training, classes, validation, others, "both need the same, 1 to 256 of them"));
        }
        var folders = new ImageFolder(classes, size);
        PixelDataset first = folders.part("pictures of " + training, training, List.of());
        return new Datasets(first, folders.part("pictures of " + validation, validation, first.inputShape()));
    }

    private PixelDataset part(String description, Path folder, List<Integer> wanted) {
        List<Path> files = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int c = 0; c < classes.size(); c++) {
            Path members = folder.resolve(classes.get(c));
            List<Path> found = Files.isDirectory(members) ? children(members, Picture::isNamedAsOne) : List.of();
            files.addAll(found);
            labels.addAll(Collections.nCopies(found.size(), c));
        }
        if (files.isEmpty()) {
            throw new DataException(folder + ": no pictures in its class folders");
        }
        List<Integer> shape = wanted.isEmpty() ? shape(fitted(Picture.read(files.getFirst()))) : wanted;
        int each = shape.stream().reduce(1, Math::multiplyExact);
        if ((long) each * files.size() > Integer.MAX_VALUE - 8) {
            throw new DataException("%s: %,d pictures of %s are more than 2 GB".formatted(folder, files.size(), shape));
        }
        var pixels = new byte[each * files.size()];
        IntStream.range(0, files.size())
                .parallel()
                .forEach(i -> decode(files.get(i), files.getFirst(), shape, pixels, i * each));
        var classOf = new byte[files.size()];
        for (int i = 0; i < classOf.length; i++) {
            classOf[i] = labels.get(i).byteValue();
        }
        return new PixelDataset(description, shape, classes, pixels, classOf);
    }

    private Picture fitted(Picture picture) {
        return size.map(s -> picture.covering(s.height(), s.width())).orElse(picture);
    }

    private void decode(Path file, Path first, List<Integer> shape, byte[] pixels, int offset) {
        Picture picture = fitted(Picture.read(file).withChannels(shape.getFirst()));
        if (!shape(picture).equals(shape)) {
            throw new DataException("%s: %d x %d pixels, but %s has %d x %d\n  = help: %s"
                    .formatted(
                            file,
                            picture.width(),
                            picture.height(),
                            first,
                            shape.get(2),
                            shape.get(1),
                            "all pictures need one size; `resize = 64` in the data section gives them one"));
        }
        System.arraycopy(picture.values(), 0, pixels, offset, picture.values().length);
    }

    private static List<Integer> shape(Picture picture) {
        return List.of(picture.channels(), picture.height(), picture.width());
    }

    private static List<Path> children(Path folder, Predicate<Path> wanted) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(wanted).sorted().toList();
        } catch (IOException failure) {
            throw new DataException(folder + ": cannot be read: " + failure.getMessage(), failure);
        }
    }
}
