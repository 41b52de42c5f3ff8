package dev.bnc.cli;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticRenderer;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Where a command prints: results on standard output, everything else on standard error.
class Messages {
    /// When to use colour.
    enum Colour {
        AUTO,
        ALWAYS,
        NEVER
    }

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description = "auto, always or never; auto is colour on a terminal, unless NO_COLOR is set.")
    private Colour colour = Colour.AUTO;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing but results and errors.")
    private boolean quiet;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /// Standard output.
    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /// Standard error.
    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /// The whole command line, without `bnc`.
    List<String> arguments() {
        return spec.root().commandLine().getParseResult().originalArgs();
    }

    boolean quiet() {
        return quiet;
    }

    /// Whether standard error is a terminal that can be written over.
    boolean terminal() {
        return Optional.ofNullable(System.console())
                .filter(java.io.Console::isTerminal)
                .isPresent();
    }

    boolean coloured() {
        return switch (colour) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> terminal() && System.getenv("NO_COLOR") == null;
        };
    }

    /// Prints a line of information, unless asked to be quiet.
    void info(String line) {
        if (!quiet) {
            err().println(line);
            err().flush();
        }
    }

    /// Prints a warning.
    void warn(String line) {
        err().println("warning: " + line);
        err().flush();
    }

    /// Prints a result.
    void print(String line) {
        out().println(line);
        out().flush();
    }

    /// Prints results that end their lines themselves.
    void printLines(String lines) {
        out().print(lines);
        out().flush();
    }

    /// Prints diagnostics on standard error.
    void diagnostics(List<Diagnostic> diagnostics) {
        if (!diagnostics.isEmpty()) {
            DiagnosticRenderer renderer = coloured() ? DiagnosticRenderer.coloured() : DiagnosticRenderer.plain();
            err().print(renderer.render(diagnostics));
            err().flush();
        }
    }
}
