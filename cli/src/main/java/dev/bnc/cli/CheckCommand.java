package dev.bnc.cli;

import dev.bnc.compiler.elaborate.Elaboration;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.syntax.Severity;
import dev.bnc.runtime.artifact.AtomicFile;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `bnc check`: says what is wrong with a net, and prints its layers.
@Command(
        name = "check",
        description = "Checks a net and prints its layers.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bnc check examples/mnist/mnist.net",
            "  bnc check examples/mnist/mnist.net --variant plain --fix",
            "  bnc check examples/mnist/lenet.net --deny warnings --format json"
        })
final class CheckCommand implements Callable<Integer> {
    /// What else than errors makes the command fail.
    enum Deny {
        ERRORS,
        WARNINGS
    }

    private static final int MOST_ROUNDS = 5;

    @Mixin
    private NetSource net = new NetSource();

    @Mixin
    private Console console = new Console();

    @Option(names = "--deny", paramLabel = "WHAT", description = "warnings: exit with 1 if there are any.")
    private Deny deny = Deny.ERRORS;

    @Option(
            names = "--fix",
            description = "Make the edits that errors and warnings suggest where they suggest exactly one.")
    private boolean fix;

    @Override
    public Integer call() throws IOException {
        Elaboration elaboration = fix ? fixed() : net.elaborate(ElaborationOptions.NONE);
        if (console.json()) {
            console.print(CheckReport.json(net.file(), elaboration));
        } else {
            console.diagnostics(elaboration.diagnostics());
            elaboration.model().ifPresent(this::print);
        }
        boolean warned = elaboration.diagnostics().stream().anyMatch(d -> d.severity() == Severity.WARNING);
        boolean failed = elaboration.model().isEmpty() || (warned && deny == Deny.WARNINGS);
        return failed ? ExitCodes.BAD_NET : ExitCodes.OK;
    }

    // One edit may uncover another error, so it goes in rounds.
    private Elaboration fixed() throws IOException {
        int count = 0;
        Elaboration elaboration = net.elaborate(ElaborationOptions.NONE);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Fixes fixes = Fixes.of(NetChoices.source(net.file()), elaboration.diagnostics());
            if (fixes.count() == 0) {
                break;
            }
            AtomicFile.write(net.file().toRealPath(), fixes.text());
            count += fixes.count();
            elaboration = net.elaborate(ElaborationOptions.NONE);
        }
        console.info(net.file() + ": repaired " + count);
        return elaboration;
    }

    private void print(Model model) {
        console.print(CheckReport.headline(net.file(), model));
        console.printLines(LayerTable.of(model));
        CheckReport.notes(model).forEach(console::print);
    }
}
