package dev.bnc.cli;

import dev.bnc.compiler.elaborate.Elaboration;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.model.Model;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// The `.net` file a command works on, and what is changed in it.
final class NetSource {
    @Parameters(paramLabel = "FILE.net", description = "The net.")
    private Path file = Path.of("");

    @Mixin
    private NetChoices choices = new NetChoices();

    Path file() {
        return file;
    }

    /// Elaborates the file, with changes given by other options first.
    Elaboration elaborate(ElaborationOptions further) {
        return choices.elaborate(file, further);
    }

    /// The model; diagnostics go to standard error.
    ///
    /// @throws UserError if there are errors
    Model model(Messages messages, ElaborationOptions further) {
        return choices.model(file, messages, further);
    }
}
