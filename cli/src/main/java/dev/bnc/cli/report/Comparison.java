package dev.bnc.cli.report;

import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.Set;

/// Runs to be shown side by side.
///
/// @param title what the page is called
/// @param accuracy the accuracy whose first step is reported
/// @param source where the published figures are from
/// @param published figures of others, by the label of the run they stand beside
/// @param command the command line that made the runs, if one did
public record Comparison(
        String title,
        List<RunData> runs,
        OptionalDouble accuracy,
        Optional<String> source,
        SequencedMap<String, Published> published,
        Optional<String> command) {
    public Comparison {
        runs = List.copyOf(runs);
        published = new LinkedHashMap<>(published);
    }

    /// A study's runs, as far as they have begun.
    ///
    /// @throws ArtifactException if the folder cannot be read
    public static Comparison ofStudy(Path folder) {
        StudyFile study = StudyFile.read(folder);
        List<RunData> runs = study.variants().stream()
                .filter(v -> begun(StudyFile.run(folder, v)))
                .map(v -> RunReader.read(v, StudyFile.run(folder, v)))
                .toList();
        return new Comparison(
                study.net(),
                runs,
                study.accuracy(),
                study.source(),
                study.published(),
                Optional.of("bnc " + String.join(" ", study.arguments())).filter(c -> !c.equals("bnc ")));
    }

    private static boolean begun(RunFolder run) {
        return Files.exists(run.lastCheckpoint()) && Files.exists(run.metrics());
    }

    /// Runs from anywhere; the folder of a study stands for all its runs. Each is called what its folder is called, with
    /// the folders above where that is not enough.
    ///
    /// @throws ArtifactException if a folder is neither, or cannot be read
    public static Comparison of(List<Path> folders) {
        if (folders.size() == 1 && Files.exists(StudyFile.in(folders.getFirst()))) {
            return ofStudy(folders.getFirst());
        }
        List<Path> runs = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new ArtifactException(folder + ": no such run folder");
            }
            if (Files.exists(StudyFile.in(folder))) {
                StudyFile.read(folder).variants().stream()
                        .map(v -> StudyFile.run(folder, v))
                        .filter(Comparison::begun)
                        .forEach(run -> runs.add(run.path()));
            } else {
                runs.add(folder);
            }
        }
        List<String> labels = labels(runs);
        List<RunData> read = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            read.add(RunReader.read(labels.get(i), new RunFolder(runs.get(i))));
        }
        return new Comparison(
                String.join(", ", labels),
                read,
                OptionalDouble.empty(),
                Optional.empty(),
                new LinkedHashMap<>(),
                Optional.empty());
    }

    /// The same with another accuracy to look for.
    public Comparison withAccuracy(double other) {
        return new Comparison(title, runs, OptionalDouble.of(other), source, published, command);
    }

    /// What others reported for a run.
    public Optional<Published> figure(RunData run) {
        return Optional.ofNullable(published.get(run.label()));
    }

    /// A run's numbers.
    public Summary summary(RunData run) {
        return Summary.of(run, accuracy);
    }

    private static List<String> labels(List<Path> runs) {
        List<Path> whole = runs.stream().map(p -> p.toAbsolutePath().normalize()).toList();
        if (new HashSet<>(whole).size() < whole.size()) {
            throw new ArtifactException("the same run is given twice");
        }
        int names = 1;
        List<String> labels = last(whole, names);
        while (Set.copyOf(labels).size() < labels.size()) {
            names++;
            labels = last(whole, names);
        }
        return labels;
    }

    private static List<String> last(List<Path> paths, int names) {
        return paths.stream()
                .map(p -> p.subpath(Math.max(0, p.getNameCount() - names), p.getNameCount())
                        .toString())
                .toList();
    }
}
