package dev.bnc.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `bnc data`: the data sets that bnc knows.
@Command(
        name = "data",
        description = "Lists, fetches and checks the data sets that bnc knows.",
        subcommands = {DataListCommand.class, DataGetCommand.class, DataVerifyCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {"  bnc data list", "  bnc data get mnist", "  bnc data verify mnist"})
final class DataCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
