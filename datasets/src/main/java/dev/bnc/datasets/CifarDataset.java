package dev.bnc.datasets;

import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.data.PixelDataset;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/// CIFAR-10 in its binary form: records of a label byte and 32 x 32 bytes each of red, green and blue.
final class CifarDataset {
    private static final int IMAGE = 3 * 32 * 32;
    private static final int RECORD = 1 + IMAGE;
    private static final int RECORDS = 10_000;

    private CifarDataset() {}

    static Datasets read(Path folder) {
        List<String> batches = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> "data_batch_" + i + ".bin")
                .toList();
        return new Datasets(
                part("cifar10, training images from " + folder, folder, batches),
                part("cifar10, test images from " + folder, folder, List.of("test_batch.bin")));
    }

    private static PixelDataset part(String description, Path folder, List<String> files) {
        var pixels = new byte[files.size() * RECORDS * IMAGE];
        var labels = new byte[files.size() * RECORDS];
        for (int f = 0; f < files.size(); f++) {
            copy(folder, files.get(f), f * RECORDS, pixels, labels);
        }
        return new PixelDataset(description, List.of(3, 32, 32), KnownSet.CIFAR10.classNames(), pixels, labels);
    }

    private static void copy(Path folder, String name, int first, byte[] pixels, byte[] labels) {
        Path file = DatasetCatalog.fileIn(folder, name)
                .orElseThrow(() -> new DataException("%s: no %s there\n  = help: %s"
                        .formatted(
                                folder,
                                name,
                                "give the folder that holds CIFAR-10's data_batch_1.bin to test_batch.bin")));
        byte[] records = content(file);
        if (records.length != RECORDS * RECORD) {
            throw new DataException(
                    "%s: cut short or of another format: %s%,d bytes, expected 10,000 records of 3,073 = 30,730,000%s"
                            .formatted(
                                    file,
                                    records.length > RECORDS * RECORD ? "more than " : "",
                                    Math.min(records.length, RECORDS * RECORD),
                                    "\n  = help: fetch the file again"));
        }
        for (int i = 0; i < RECORDS; i++) {
            labels[first + i] = records[i * RECORD];
            if ((records[i * RECORD] & 0xff) > 9) {
                throw new DataException(
                        "%s: record %,d has the label %d, but there are only the classes 0 to 9\n  = help: %s"
                                .formatted(file, i, records[i * RECORD] & 0xff, "the file is damaged; fetch it again"));
            }
            System.arraycopy(records, i * RECORD + 1, pixels, (first + i) * IMAGE, IMAGE);
        }
    }

    // One byte more than is right tells a file that is too long.
    private static byte[] content(Path file) {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            return in.readNBytes(RECORDS * RECORD + 1);
        } catch (IOException failure) {
            throw new DataException(file + ": cannot be read: " + failure.getMessage(), failure);
        }
    }
}
