package dev.bnc.datasets;

import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.data.Framing;
import dev.bnc.runtime.data.Picture;
import dev.bnc.runtime.data.PictureDataset;
import dev.bnc.runtime.data.PictureSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Pictures in class folders: `train/CLASS/*.png` and `test/CLASS/*.png` (or `val`). Classes are numbered in the order of
/// their names, examples in the order of classes and file names. All pictures must have one size, or are given one.
///
/// Pictures are decoded once and kept, if they need no more memory than `memory`; otherwise each is decoded whenever it
/// is read, which gives the same numbers.
///
/// @param framing how pictures of any size become inputs
/// @param memory bytes that the pictures of a part may take
record ImageFolder(List<String> classes, Optional<Framing> framing, long memory) {
    private static final int MOST_NAMED = 5;

    /// A quarter of what the JVM may take, for each of the two parts.
    static Datasets read(Path folder, Optional<Framing> framing) {
        return read(folder, framing, Runtime.getRuntime().maxMemory() / 4);
    }

    static Datasets read(Path folder, Optional<Framing> framing, long memory) {
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
        List<String> classes = names(training);
        List<String> unknown =
                names(validation).stream().filter(c -> !classes.contains(c)).toList();
        if (classes.isEmpty() || !unknown.isEmpty()) {
            throw new DataException("%s has %,d class folders; of those in %s it lacks %,d%s\n  = help: %s"
                    .formatted(
                            training,
                            classes.size(),
                            validation,
                            unknown.size(),
                            some(unknown),
                            "both need the same classes, a folder each"));
        }
        var folders = new ImageFolder(classes, framing, memory);
        PictureDataset first = folders.part("pictures of " + training, training, List.of());
        return new Datasets(first, folders.part("pictures of " + validation, validation, first.inputShape()));
    }

    private static String some(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())));
        return (names.isEmpty() ? "" : ": ") + first + (names.size() > MOST_NAMED ? ", ..." : "");
    }

    private static List<String> names(Path folder) {
        return children(folder, Files::isDirectory).stream()
                .map(path -> path.getFileName().toString())
                .toList();
    }

    private PictureDataset part(String description, Path folder, List<Integer> wanted) {
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
        Picture first = scaled(Picture.read(files.getFirst()));
        List<Integer> shape = wanted.isEmpty() ? shape(first) : wanted;
        IntFunction<Picture> pictures = i -> decoded(files.get(i), files.getFirst(), shape);
        // The first picture speaks for all.
        if ((long) first.values().length * files.size() <= memory) {
            Picture[] kept = IntStream.range(0, files.size())
                    .parallel()
                    .mapToObj(pictures)
                    .toArray(Picture[]::new);
            pictures = i -> kept[i];
        }
        int[] classOf = labels.stream().mapToInt(Integer::intValue).toArray();
        return new PictureDataset(description, shape, classes, pictures, classOf, framing);
    }

    private Picture scaled(Picture picture) {
        return framing.map(f -> f.scaled(picture)).orElse(picture);
    }

    private Picture decoded(Path file, Path first, List<Integer> shape) {
        Picture picture = scaled(Picture.read(file).withChannels(shape.getFirst()));
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
        return picture;
    }

    /// Of an input.
    private List<Integer> shape(Picture picture) {
        PictureSize size = framing.map(Framing::size).orElseGet(() -> new PictureSize(picture.height(), picture.width()));
        return List.of(picture.channels(), size.height(), size.width());
    }

    private static List<Path> children(Path folder, Predicate<Path> wanted) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(wanted).sorted().toList();
        } catch (IOException failure) {
            throw new DataException(folder + ": cannot be read: " + failure.getMessage(), failure);
        }
    }
}
