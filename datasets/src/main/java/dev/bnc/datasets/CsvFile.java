package dev.bnc.datasets;

import dev.bnc.runtime.data.DataException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Numbers separated by commas, a row a line, all rows of one length. A first line without any number is a heading.
record CsvFile(List<float[]> rows) {
    static CsvFile read(Path file) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            return read(lines, file.toString());
        } catch (NoSuchFileException missing) {
            throw new DataException(file + ": no such file", missing);
        } catch (MalformedInputException binary) {
            throw new DataException(file + ": not a text file in UTF-8", binary);
        } catch (IOException failure) {
            throw new DataException(file + ": cannot be read: " + failure.getMessage(), failure);
        } catch (UncheckedIOException failure) {
            throw new DataException(file + ": cannot be read: " + failure.getMessage(), failure);
        }
    }

    /// Reads from `lines`; `name` is for messages. Does not close it.
    static CsvFile read(BufferedReader lines, String name) throws IOException {
        List<float[]> rows = new ArrayList<>();
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank() && !(number == 1 && isHeading(line))) {
                rows.add(row(line, name, number));
                checkLength(rows, name, number);
            }
        }
        if (rows.isEmpty()) {
            throw new DataException(name + ": no row of numbers in it");
        }
        return new CsvFile(rows);
    }

    private static void checkLength(List<float[]> rows, String name, int number) {
        if (rows.getLast().length != rows.getFirst().length) {
            throw new DataException("%s:%d: %d numbers, but the rows above have %d"
                    .formatted(name, number, rows.getLast().length, rows.getFirst().length));
        }
    }

    private static boolean isHeading(String line) {
        return line.chars().noneMatch(Character::isDigit)
                || line.split(",", 2)[0].strip().matches("[\"A-Za-z_].*");
    }

    private static float[] row(String line, String name, int number) {
        String[] cells = line.split(",", -1);
        var row = new float[cells.length];
        for (int i = 0; i < cells.length; i++) {
            try {
                row[i] = Float.parseFloat(cells[i].strip());
            } catch (NumberFormatException wrong) {
                throw new DataException(
                        "%s:%d: column %d is `%s`, expected a number".formatted(name, number, i + 1, cells[i].strip()),
                        wrong);
            }
        }
        return row;
    }
}
