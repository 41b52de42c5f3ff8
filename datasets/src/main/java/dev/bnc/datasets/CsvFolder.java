package dev.bnc.datasets;

import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.data.TensorDataset;
import java.nio.file.Path;
import java.util.List;

/// A folder with `train.csv` and `test.csv`; in each row the last number is the class, those before it are the input.
final class CsvFolder {
    private CsvFolder() {}

    static Datasets read(Path folder) {
        TensorDataset training = part(folder, "train", List.of());
        return new Datasets(training, part(folder, "test", training.classNames()));
    }

    private static TensorDataset part(Path folder, String part, List<String> classNames) {
        Path file = folder.resolve(part + ".csv");
        List<float[]> rows = CsvFile.read(file).rows();
        int features = rows.getFirst().length - 1;
        if (features < 1) {
            throw new DataException(file + ": rows of one number; expected an input and the class behind it");
        }
        var inputs = new float[Math.multiplyExact(rows.size(), features)];
        var labels = new float[rows.size()];
        for (int i = 0; i < labels.length; i++) {
            System.arraycopy(rows.get(i), 0, inputs, i * features, features);
            labels[i] = rows.get(i)[features];
        }
        List<String> names = ClassNumbers.check(labels, classNames, file.toString());
        return new TensorDataset("csv, rows of " + file, List.of(features), names, 1, inputs, labels);
    }
}
