package dev.bnc.cli;

import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.model.Model;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// What a command works on that takes nets as well as trained models.
final class Subject {
    @Parameters(
            paramLabel = "FILE.net|MODEL",
            description = "A net, or a trained model: a .bnm file or a run's folder.")
    private Path path = Path.of("");

    @Mixin
    private NetChoices choices = new NetChoices();

    Path path() {
        return path;
    }

    boolean isModel() {
        return ModelSource.means(path);
    }

    /// The net; diagnostics go to standard error.
    ///
    /// @throws UserError if there are errors
    Model model(Messages messages) {
        return choices.model(path, messages, ElaborationOptions.NONE);
    }

    /// The trained model.
    ///
    /// @throws UserError if there is none
    TrainedModel trained() {
        if (!choices.none()) {
            throw UserError.of(
                    ExitCodes.USAGE,
                    path + ": --variant and --set change nets, not trained models\n  = help: give the .net file");
        }
        return TrainedModel.read(ModelSource.file(path));
    }
}
