package dev.bnc.runtime.artifact;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The folder of one training run, `PARENT/NAME-0001`: `net.lock` (the net with every default written out), `run.json`,
/// `metrics.jsonl`, `last.ckpt`, `best.ckpt`. Who writes it holds its [RunLock].
public record RunFolder(Path path) {
    private static final int MOST_RUNS = 9999;

    /// Makes the folder for a new run, with the next free number.
    public static RunFolder create(Path parent, String name) {
        try {
            Files.createDirectories(parent);
            int next = latest(parent, name).map(RunFolder::number).orElse(0) + 1;
            for (int number = next; number <= MOST_RUNS; number++) {
                Path folder = parent.resolve("%s-%04d".formatted(name, number));
                if (created(folder)) {
                    return new RunFolder(folder);
                }
            }
            throw new ArtifactException(parent + ": already holds " + MOST_RUNS + " runs of " + name
                    + "\n  = help: move some away, or train with --out elsewhere");
        } catch (IOException failure) {
            throw new ArtifactException(parent + ": no run folder can be made: " + AtomicFile.reason(failure), failure);
        }
    }

    /// An existing run's folder.
    ///
    /// @throws ArtifactException if there is none
    public static RunFolder open(Path path) {
        if (!Files.isDirectory(path)) {
            throw new ArtifactException(path + ": no such run folder");
        }
        return new RunFolder(path);
    }

    /// The run of that name with the highest number, if there is one.
    public static Optional<RunFolder> latest(Path parent, String name) {
        if (!Files.isDirectory(parent)) {
            return Optional.empty();
        }
        Pattern runs = Pattern.compile(Pattern.quote(name) + "-[0-9]{4}");
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory)
                    .map(RunFolder::new)
                    .filter(run -> runs.matcher(run.name()).matches())
                    .max(Comparator.comparing(RunFolder::name));
        } catch (IOException failure) {
            throw new ArtifactException(parent + ": cannot be read: " + AtomicFile.reason(failure), failure);
        }
    }

    /// The folder's own name, such as `mnist-0001`.
    public String name() {
        return path.getFileName().toString();
    }

    /// Where the checkpoint to go on from is.
    public Path lastCheckpoint() {
        return path.resolve("last.ckpt");
    }

    /// Where the checkpoint with the best validation is.
    public Path bestCheckpoint() {
        return path.resolve("best.ckpt");
    }

    /// Where the measurements are.
    public Path metrics() {
        return path.resolve("metrics.jsonl");
    }

    /// Where the net's text with all defaults is.
    public Path netLock() {
        return path.resolve("net.lock");
    }

    /// Where the run's circumstances are.
    public Path runFile() {
        return path.resolve("run.json");
    }

    /// What `run.json` says; nothing if there is no such file yet.
    public Json.Obj facts() {
        if (!Files.exists(runFile())) {
            return new Json.Obj();
        }
        try {
            if (Json.parse(Files.readString(runFile()), runFile().toString()) instanceof Json.Obj facts) {
                return facts;
            }
            throw new ArtifactException(runFile() + ": not a JSON object");
        } catch (IOException failure) {
            throw new ArtifactException(runFile() + ": cannot be read: " + AtomicFile.reason(failure), failure);
        }
    }

    /// Writes `run.json`.
    public void writeFacts(Json.Obj facts) {
        AtomicFile.write(runFile(), facts + "\n");
    }

    /// Takes a folder away in which no run has begun: one without a checkpoint. What somebody else put there stays.
    public void removeUnlessStarted() {
        if (Files.exists(lastCheckpoint())) {
            return;
        }
        try {
            for (Path file : List.of(netLock(), runFile(), metrics(), path.resolve(RunLock.NAME))) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException _) {
            return;
        } catch (IOException failure) {
            throw new ArtifactException(path + ": cannot be removed: " + AtomicFile.reason(failure), failure);
        }
    }

    // False if another run was quicker to take the name.
    private static boolean created(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
            return true;
        } catch (FileAlreadyExistsException _) {
            return false;
        }
    }

    private int number() {
        return Integer.parseInt(name().substring(name().length() - 4));
    }
}
