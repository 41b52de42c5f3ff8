package dev.bnc.cli;

import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.datasets.DatasetCatalog;
import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.data.DataSettings;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.data.Domain;
import dev.bnc.runtime.data.Framing;
import dev.bnc.runtime.data.LastBatch;
import dev.bnc.runtime.data.PictureSize;
import dev.bnc.runtime.data.Shuffle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The data a trained model was made for.
final class ModelData {
    private static final int ANY_BATCH = 1;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Read the data set from this folder; a model in its run's folder knows that of the training.")
    private @Nullable Path data;

    @Option(
            names = "--domain",
            paramLabel = "NAME",
            description = "Take the examples as in this domain, which the net's data section names.")
    private @Nullable String domain;

    /// Whether the user said where the data is, or what is to be made of it.
    boolean given() {
        return data != null || domain != null;
    }

    /// What the data is called in records.
    String name(Task task) {
        return domain == null ? task.dataSet() : task.dataSet() + ", domain " + domain;
    }

    /// Opens the data set that the task names.
    ///
    /// Pictures of a folder become inputs as in training, or as large as the model takes them if that is not known.
    ///
    /// @param model the model's file
    /// @throws DataException if it is missing or damaged
    Datasets open(TrainedModel trained, Task task, Path model) {
        Optional<Path> folder = Folders.existing("--data", data).or(() -> ofTraining(model));
        var settings = new DataSettings(
                task.dataSet(), folder, ANY_BATCH, Shuffle.OFF, LastBatch.KEEP, List.copyOf(task.transforms()));
        Datasets sets = DatasetCatalog.standard()
                .open(framing(trained, task).map(settings::withFraming).orElse(settings));
        if (domain == null) {
            return sets;
        }
        Domain change = domain(domain, task, model);
        return new Datasets(change.of(sets.training()), change.of(sets.validation()));
    }

    private static Domain domain(String name, Task task, Path model) {
        List<String> names = task.domains().stream().map(Domain::name).toList();
        return task.domains().stream()
                .filter(d -> d.name().equals(name))
                .findFirst()
                .orElseThrow(() -> UserError.of(
                        ExitCodes.USAGE,
                        model + ": the model knows no domain `" + name + "`\n  = help: "
                                + (names.isEmpty()
                                        ? "name some in the net's data section, as in `domains { noisy { noise 0.4 }"
                                                + " }`, and train again"
                                        : "it knows " + String.join(", ", names))));
    }

    // [batch, channels, height, width]
    private static Optional<Framing> framing(TrainedModel trained, Task task) {
        Shape shape = trained.input().shape();
        return task.framing()
                .or(() -> shape.rank() == 4
                        ? Optional.of(Framing.covering(new PictureSize(shape.size(2), shape.size(3))))
                        : Optional.empty());
    }

    /// The folder that the run beside the model was trained with, if it says one and that is still there.
    private static Optional<Path> ofTraining(Path model) {
        return new RunFolder(model.toAbsolutePath().resolveSibling(""))
                .facts()
                .text(RunRecord.DATA_FOLDER)
                .map(Path::of)
                .filter(Files::isDirectory);
    }
}
