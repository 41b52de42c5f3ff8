package dev.bnc.cli;

import dev.bnc.compiler.ModelPrograms;
import dev.bnc.compiler.elaborate.SingleValue;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.Training;
import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.TrainOptions;
import dev.bnc.runtime.train.TrainResult;
import dev.bnc.runtime.train.TrainSettings;
import dev.bnc.runtime.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// One training with its run folder, from the first file in it to the model: what `bnc train` does once and `bnc study`
/// for each variant.
///
/// @param file the net's file, for messages and the run's record
record TrainingRun(
        Path file,
        Model model,
        TrainSettings settings,
        Datasets datasets,
        ModelPrograms programs,
        Execution execution,
        Messages messages) {
    /// The train section of a net.
    ///
    /// @throws UserError if it has none
    static Training training(Path file, Model model) {
        return model.training()
                .orElseThrow(() -> UserError.of(
                        ExitCodes.BAD_NET,
                        file
                                + ": the net has no train section\n  = help: add one: train { loss = ..., optimizer = ...,"
                                + " stop = ... }"));
    }

    /// Knowing how many examples there are, the last batch can be checked, and shown where it is written.
    ///
    /// @throws UserError if a batch norm would see one value per channel in it
    static void refuseSingleValues(Messages messages, Model model, Datasets datasets) {
        SingleValue.inLastBatch(model, datasets.training().size()).ifPresent(error -> {
            messages.diagnostics(List.of(error));
            throw UserError.of(ExitCodes.BAD_NET, "");
        });
    }

    /// Where the trained model is written.
    static Path model(RunFolder folder) {
        return folder.path().resolve("model.bnm");
    }

    /// Trains, or goes on, and writes the model.
    TrainResult train(RunFolder folder, TrainOptions options, WorkerPool pool, StopSignal stop, TrainProgress progress) {
        if (!options.resume()) {
            new RunRecord(file, model, settings, execution).start(folder, messages.arguments());
        } else {
            noteOtherSchedule(folder);
        }
        try {
            TrainResult result =
                    new Trainer(settings, programs, datasets, pool, progress).run(folder, options, stop::requested);
            ModelWriter.write(
                    model(folder), model, datasets.training().classNames(), result.layout(), result.state());
            return result;
        } catch (DataException e) {
            throw new DataException(e.getMessage() + "\n  = note: the net is " + file, e);
        }
    }

    /// A run that goes on with other rates does not end as one that had them from its start.
    private void noteOtherSchedule(RunFolder folder) {
        if (!Files.isRegularFile(folder.netLock())) {
            return;
        }
        try {
            String then = NetLock.schedule(Files.readString(folder.netLock()));
            String now = NetLock.schedule(NetLock.of(file, model, settings));
            if (!then.equals(now)) {
                messages.warn("the learning rate goes on by another schedule than the run began with\n  = note: then: "
                        + then + "\n  = note: now:  " + now
                        + "\n  = help: to end as the run was meant to, give --steps or --epochs as then");
            }
        } catch (IOException e) {
            throw new ArtifactException(folder.netLock() + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
