package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.elaborate.Elaboration;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.syntax.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is changed in a `.net` file before it is used.
final class NetChoices {
    @Option(names = "--variant", paramLabel = "NAME", description = "One of the file's variants.")
    private @Nullable String variant;

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Changes a setting, as a variant does: width=50, optimizer.lr=0.01, data.shuffle=off.")
    private List<String> set = List.of();

    /// Whether nothing is changed.
    boolean none() {
        return variant == null && set.isEmpty();
    }

    /// The text of a file.
    ///
    /// @throws UserError if it cannot be read
    static SourceFile source(Path file) {
        if (Files.isDirectory(file)) {
            throw UserError.of(ExitCodes.INPUT_OUTPUT, file + ": a folder, not a .net file");
        }
        if (!Files.exists(file)) {
            throw UserError.of(ExitCodes.INPUT_OUTPUT, file + ": no such file" + Neighbours.of(file));
        }
        try {
            return SourceFile.read(file);
        } catch (IOException e) {
            throw UserError.of(ExitCodes.INPUT_OUTPUT, Failures.reason(file, e));
        }
    }

    /// Elaborates a file, with changes given by other options first.
    Elaboration elaborate(Path file, ElaborationOptions further) {
        var changes = new ArrayList<>(further.set());
        changes.addAll(set);
        var options = new ElaborationOptions(Optional.ofNullable(variant), changes, further.length());
        return Compiler.elaborate(source(file), options);
    }

    /// The model in a file; diagnostics go to standard error.
    ///
    /// @throws UserError if there are errors
    Model model(Path file, Messages messages, ElaborationOptions further) {
        Elaboration elaboration = elaborate(file, further);
        messages.diagnostics(elaboration.diagnostics());
        return elaboration.model().orElseThrow(() -> UserError.of(ExitCodes.BAD_NET, ""));
    }
}
