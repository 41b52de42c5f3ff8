package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.model.Model;
import dev.bnc.runtime.artifact.AtomicFile;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.train.TrainResult;
import dev.bnc.runtime.train.TrainSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a run folder says about its run: `run.json` and `net.lock`.
record RunRecord(Path file, Model model, TrainSettings settings, Execution execution) {
    /// The member of `run.json` with the folder that the data was read from, if one was named.
    static final String DATA_FOLDER = "data_folder";

    /// Writes what is known before the first step.
    ///
    /// @param arguments the whole command line
    void start(RunFolder folder, List<String> arguments) {
        Json.Obj facts = new Json.Obj()
                .with("net", model.name())
                .with("variant", model.variant())
                .with("file", file.toAbsolutePath().toString())
                .with("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .with("bnc", Compiler.VERSION)
                .with("java", Runtime.version().toString())
                .with("device", execution.description())
                .with("arguments", new Json.Arr(arguments.stream().<Json>map(Json.Text::new).toList()))
                .with("seed", settings.seed())
                .with("parameters", model.trainableCount());
        Optional<Path> data = settings.data().folder();
        folder.writeFacts(
                data.isPresent()
                        ? facts.with(DATA_FOLDER, data.get().toAbsolutePath().toString())
                        : facts);
        AtomicFile.write(folder.netLock(), NetLock.of(file, model, settings));
    }

    /// What came out, as one JSON object.
    static String result(RunFolder folder, TrainResult result, Path model) {
        Json.Obj report = new Json.Obj()
                .with("run", folder.path().toString())
                .with("outcome", result.outcome().name().toLowerCase(Locale.ROOT))
                .with("step", result.step());
        if (result.last().isPresent()) {
            report = report.with("final", scored(result.last().get()));
        }
        if (result.best().isPresent()) {
            report = report.with("best", scored(result.best().get()));
        }
        return report.with("model", model.toString()).toString();
    }

    private static Json scored(TrainResult.Scored scored) {
        Json.Obj report = new Json.Obj()
                .with("step", scored.step())
                .with("loss", scored.validation().loss());
        var accuracy = scored.validation().accuracy();
        return accuracy.isPresent() ? report.with("accuracy", accuracy.getAsDouble()) : report;
    }
}
