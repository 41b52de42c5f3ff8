package dev.bnc.cli;

import dev.bnc.compiler.artifact.ModelArtifact;
import dev.bnc.compiler.artifact.TrainedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/// The trained model a command works on: a `.bnm` file, or a run folder, which stands for its `model.bnm`; so does what
/// `bnc export --to cuda` made.
final class ModelSource {
    private static final String IN_RUNS = "model.bnm";

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "A trained model: a .bnm file, a run's folder, such as runs/mnist-0001, or what `bnc export --to cuda`"
                    + " made.")
    private Path path = Path.of("");

    /// What the user gave.
    Path path() {
        return path;
    }

    /// The file the model is in.
    Path file() {
        return file(path);
    }

    /// Reads the model.
    ///
    /// @throws UserError if there is none
    TrainedModel read() {
        return readArtifact().model();
    }

    /// Reads all that is in the model's file.
    ///
    /// @throws UserError if there is none
    ModelArtifact readArtifact() {
        return ModelArtifact.read(file());
    }

    /// Whether a path given to a command means a trained model, not a net.
    static boolean means(Path path) {
        return Files.isDirectory(path) || path.toString().endsWith(".bnm") || LaunchFolder.isZip(path);
    }

    /// The `.bnm` file that `path` means.
    ///
    /// @throws UserError if there is none
    static Path file(Path path) {
        if (path.toString().endsWith(".net")) {
            throw UserError.of(
                    ExitCodes.USAGE,
                    path + ": a net without weights; a trained model is needed\n  = help: `bnc train " + path
                            + "` makes one, `bnc compile " + path + " --weights W.safetensors -o MODEL.bnm` too");
        }
        if (!Files.exists(path)) {
            throw UserError.of(ExitCodes.INPUT_OUTPUT, path + ": no such file" + Neighbours.of(path));
        }
        if (LaunchFolder.isZip(path)) {
            return LaunchFolder.unpacked(path).resolve(IN_RUNS);
        }
        if (!Files.isDirectory(path)) {
            return path;
        }
        Path model = path.resolve(IN_RUNS);
        if (Files.exists(model)) {
            return model;
        }
        boolean isRun = Files.exists(path.resolve("run.json"));
        throw UserError.of(
                ExitCodes.INPUT_OUTPUT,
                isRun
                        ? path + ": the run has no model.bnm yet; training writes it when it ends or is interrupted"
                                + "\n  = help: go on with `bnc train FILE.net --resume`"
                        : path + ": a folder that holds no model.bnm\n  = help: give a .bnm file or a run's folder");
    }
}
