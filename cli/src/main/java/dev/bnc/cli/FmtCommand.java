package dev.bnc.cli;

import dev.bnc.compiler.syntax.Formatter;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.runtime.artifact.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bnc fmt`: lays nets out in the one way.
@Command(
        name = "fmt",
        description = "Lays .net files out in the one way: spaces, indentation, alignment. Files with errors stay as"
                + " they are.",
        footerHeading = "%nExamples:%n",
        footer = {"  bnc fmt mnist.net lenet.net", "  bnc fmt --check *.net", "  bnc fmt --stdin < mnist.net"})
final class FmtCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "FILE.net", description = "The files.")
    private List<Path> files = List.of();

    @Option(names = "--check", description = "Change nothing; name the files that would change, and exit with 1.")
    private boolean check;

    @Option(names = "--stdin", description = "Read standard input and write standard output.")
    private boolean stdin;

    @Mixin
    private Messages messages = new Messages();

    /// What became of a file.
    private enum Outcome {
        UNCHANGED,
        CHANGED,
        ERRORS
    }

    @Override
    public Integer call() throws IOException {
        if (stdin == !files.isEmpty()) {
            throw UserError.of(
                    ExitCodes.USAGE,
                    stdin ? "--stdin takes no files" : "nothing to format\n  = help: give files, or --stdin");
        }
        if (stdin) {
            return standardInput();
        }
        boolean failed = false;
        for (Path file : files) {
            Outcome outcome = format(file);
            failed |= outcome == Outcome.ERRORS || (check && outcome == Outcome.CHANGED);
        }
        return failed ? ExitCodes.BAD_NET : ExitCodes.OK;
    }

    private int standardInput() throws IOException {
        String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        Formatter.FormatResult result = Formatter.format(SourceFile.of("standard input", text));
        messages.diagnostics(result.diagnostics());
        if (!result.diagnostics().isEmpty()) {
            return ExitCodes.BAD_NET;
        }
        if (check) {
            return result.text().equals(text) ? ExitCodes.OK : ExitCodes.BAD_NET;
        }
        messages.printLines(result.text());
        return ExitCodes.OK;
    }

    private Outcome format(Path file) throws IOException {
        SourceFile source = NetChoices.source(file);
        Formatter.FormatResult result = Formatter.format(source);
        messages.diagnostics(result.diagnostics());
        if (!result.diagnostics().isEmpty()) {
            return Outcome.ERRORS;
        }
        if (result.text().equals(source.text())) {
            return Outcome.UNCHANGED;
        }
        if (check) {
            messages.print(file.toString());
        } else {
            AtomicFile.write(file.toRealPath(), result.text());
            messages.info("formatted " + file);
        }
        return Outcome.CHANGED;
    }
}
