package dev.bnc.datasets;

import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.artifact.Npy;
import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.data.TensorDataset;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// A folder with `train_inputs.npy`, `train_targets.npy`, `test_inputs.npy` and `test_targets.npy`. Inputs are
/// `[examples, ...]` and taken as they are. Targets `[examples]` are class numbers, `[examples, k]` are values.
final class NpyFolder {
    private NpyFolder() {}

    static Datasets read(Path folder) {
        TensorDataset training = part(folder, "train", List.of());
        return new Datasets(training, part(folder, "test", training.classNames()));
    }

    private static TensorDataset part(Path folder, String part, List<String> classNames) {
        NamedTensor inputs = Npy.read(folder.resolve(part + "_inputs.npy"));
        NamedTensor targets = Npy.read(folder.resolve(part + "_targets.npy"));
        if (inputs.shape().size() < 2
                || targets.shape().isEmpty()
                || !inputs.shape().getFirst().equals(targets.shape().getFirst())) {
            throw new DataException("%s: %s_inputs.npy has shape %s, %s_targets.npy %s\n  = help: %s"
                    .formatted(
                            folder,
                            part,
                            inputs.shape(),
                            part,
                            targets.shape(),
                            "both start with the number of examples"));
        }
        List<Integer> shape = inputs.shape().subList(1, inputs.shape().size());
        String description = "npy, " + part + " examples from " + folder;
        if (targets.shape().size() == 1) {
            List<String> names = ClassNumbers.check(targets.storage(), classNames, targets.name());
            return new TensorDataset(description, shape, names, 1, inputs.storage(), targets.storage());
        }
        int each = IntStream.range(1, targets.shape().size())
                .map(targets.shape()::get)
                .reduce(1, Math::multiplyExact);
        return new TensorDataset(description, shape, List.of(), each, inputs.storage(), targets.storage());
    }
}
