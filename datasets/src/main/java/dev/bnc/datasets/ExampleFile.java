package dev.bnc.datasets;

import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.artifact.Npy;
import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.Framing;
import dev.bnc.runtime.data.IdxDataset;
import dev.bnc.runtime.data.Picture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads examples for use, without labels, from one file: a picture, `.npy`, `.csv`, or idx images.
///
/// Pixels become `byte / 255` as in training; npy and csv numbers are taken as they are.
public final class ExampleFile {
    private ExampleFile() {}

    /// The examples of `file`, each in `shape` (channels, height, width for pictures).
    ///
    /// @param framing how a picture of another size gets that of `shape`, if it may
    /// @throws DataException if the file is missing, damaged, or of another shape
    public static List<float[]> read(Path file, List<Integer> shape, Optional<Framing> framing) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        int size = size(shape);
        if (Picture.isNamedAsOne(file)) {
            return List.of(framing.map(f -> f.example(file, shape)).orElseGet(() -> Picture.example(file, shape)));
        }
        if (name.endsWith(".npy")) {
            NamedTensor tensor = Npy.read(file);
            return split(file, tensor.storage(), tensor.shape(), size, shape);
        }
        if (name.endsWith(".csv")) {
            return fitting(CsvFile.read(file), file.toString(), shape);
        }
        if (name.contains("idx3-ubyte") || name.endsWith(".idx") || name.endsWith(".idx.gz")) {
            return split(file, IdxDataset.images(file), List.of(), size, shape);
        }
        throw new DataException(file + ": its name does not say what it is"
                + "\n  = help: .png, .jpg, .bmp, .gif, .npy, .csv and idx files (*-idx3-ubyte, .idx, .gz) are known");
    }

    /// The examples in a table of numbers separated by commas, a row each.
    ///
    /// @param name of the table, for messages
    /// @throws DataException if it cannot be read, or its rows are of another size
    public static List<float[]> readTable(BufferedReader lines, String name, List<Integer> shape) {
        try {
            return fitting(CsvFile.read(lines, name), name, shape);
        } catch (IOException | UncheckedIOException failure) {
            throw new DataException(name + ": cannot be read: " + failure.getMessage(), failure);
        }
    }

    // One example of the net's shape, or several behind each other.
    private static List<float[]> split(Path file, float[] values, List<Integer> found, int size, List<Integer> shape) {
        if (values.length == 0 || values.length % size != 0 || !(found.isEmpty() || isRow(found, size))) {
            throw new DataException("%s: %,d numbers%s, but the net takes %s = %,d an example"
                    .formatted(file, values.length, found.isEmpty() ? "" : " in shape " + found, spelled(shape), size));
        }
        List<float[]> examples = new ArrayList<>();
        for (int from = 0; from < values.length; from += size) {
            examples.add(Arrays.copyOfRange(values, from, from + size));
        }
        return examples;
    }

    // Whether some trailing dimensions make up one example.
    private static boolean isRow(List<Integer> found, int size) {
        long product = 1;
        for (int extent : found.reversed()) {
            if (product == size) {
                return true;
            }
            product *= extent;
        }
        return product == size;
    }

    private static List<float[]> fitting(CsvFile table, String name, List<Integer> shape) {
        int size = size(shape);
        int found = table.rows().getFirst().length;
        if (found != size) {
            throw new DataException("%s: rows of %,d numbers, but the net takes %s = %,d"
                    .formatted(name, found, spelled(shape), size));
        }
        return table.rows();
    }

    private static int size(List<Integer> shape) {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    private static String spelled(List<Integer> shape) {
        return shape.stream().map(String::valueOf).reduce((a, b) -> a + "x" + b).orElse("one number");
    }
}
