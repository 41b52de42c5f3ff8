package dev.bnc.cli;

import dev.bnc.cli.report.Comparison;
import dev.bnc.cli.report.ReportPage;
import dev.bnc.cli.report.Results;
import dev.bnc.cli.report.StudyFile;
import dev.bnc.compiler.Backend;
import dev.bnc.compiler.ModelPrograms;
import dev.bnc.datasets.DatasetCatalog;
import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.AtomicFile;
import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.DivergedException;
import dev.bnc.runtime.train.TrainOptions;
import dev.bnc.runtime.train.TrainResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// Trains the variants of a study one after another. Each has an ordinary run folder inside the study's, so a study goes
/// on where its runs do: what is finished, or has diverged, is kept; what was stopped goes on at its checkpoint.
record StudyRuns(
        Path file, Path folder, List<StudyVariant> variants, Backend backend, Execution execution, Console console) {
    /// Trains what is left, and writes the report after each variant.
    ///
    /// @return false if the user stopped it
    boolean run(TrainOptions options, WorkerPool pool, StopSignal stop) {
        console.info("study " + folder);
        for (int i = 0; i < variants.size(); i++) {
            StudyVariant variant = variants.get(i);
            RunFolder run = StudyFile.run(folder, variant.name());
            String heading = "\nvariant " + variant.name() + " (" + (i + 1) + " of " + variants.size() + ")";
            if (isOver(run)) {
                console.info(heading + ": " + status(run) + ", kept");
                noteChanges(variant, run);
                continue;
            }
            if (stop.requested()) {
                return false;
            }
            console.info(heading);
            boolean finished = train(variant, run, options, pool, stop);
            if (!finished) {
                return false;
            }
            if (i < variants.size() - 1) {
                writeReport(folder);
            }
        }
        return true;
    }

    private static boolean isOver(RunFolder run) {
        String status = status(run);
        return (status.equals("finished") && Files.exists(TrainingRun.model(run))) || status.equals("diverged");
    }

    private static String status(RunFolder run) {
        return run.facts().text("status").orElse("");
    }

    private void noteChanges(StudyVariant variant, RunFolder run) {
        try {
            String now = NetLock.of(file, variant.model(), variant.settings());
            if (!body(now).equals(body(Files.readString(run.netLock())))) {
                console.warn(variant.name() + " was trained from another net than the one that is there now;"
                        + " its results are kept as they are");
            }
        } catch (IOException e) {
            throw new ArtifactException(run.netLock() + ": cannot be read: " + e.getMessage(), e);
        }
    }

    // All but the first line, which names the file.
    private static String body(String lock) {
        return lock.substring(lock.indexOf('\n'));
    }

    private boolean train(
            StudyVariant variant, RunFolder run, TrainOptions options, WorkerPool pool, StopSignal stop) {
        Datasets datasets =
                DatasetCatalog.standard().open(variant.settings().data());
        TrainingRun.refuseSingleValues(console, variant.model(), datasets);
        var training = new TrainingRun(
                file,
                variant.model(),
                variant.settings(),
                datasets,
                new ModelPrograms(variant.model(), backend),
                execution,
                console);
        boolean begun = Files.exists(run.lastCheckpoint());
        var progress = new TrainProgress(console, run, variant.settings(), execution.description());
        try {
            Files.createDirectories(run.path());
            TrainResult result = training.train(run, begun ? options.resuming() : options, pool, stop, progress);
            progress.ended(result);
            return result.outcome() != TrainResult.Outcome.INTERRUPTED;
        } catch (DivergedException diverged) {
            console.warn(variant.name() + ": " + diverged.getMessage());
            return true;
        } catch (IOException e) {
            throw new ArtifactException(run.path() + ": cannot be made: " + e.getMessage(), e);
        } finally {
            run.removeUnlessStarted();
        }
    }

    /// Writes `report.html`, `results.csv` and `results.json` about the runs of a study's folder.
    static Comparison writeReport(Path folder) {
        Comparison comparison = Comparison.ofStudy(folder);
        AtomicFile.write(folder.resolve("results.json"), Results.json(comparison) + "\n");
        AtomicFile.write(folder.resolve("results.csv"), Results.csv(comparison));
        ReportPage.write(folder.resolve("report.html"), comparison, Instant.now());
        return comparison;
    }

    /// Takes a study's folder away in which no run has begun.
    static void removeUnlessStarted(Path folder, List<StudyVariant> variants) {
        boolean started = variants.stream()
                .anyMatch(v -> Files.exists(StudyFile.run(folder, v.name()).lastCheckpoint()));
        try {
            if (!started) {
                Files.deleteIfExists(StudyFile.in(folder));
            }
        } catch (IOException e) {
            throw new ArtifactException(folder + ": cannot be removed: " + e.getMessage(), e);
        }
        if (!started) {
            new RunFolder(folder).removeUnlessStarted();
        }
    }
}
