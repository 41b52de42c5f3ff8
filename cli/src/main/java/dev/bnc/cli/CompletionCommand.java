package dev.bnc.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `bnc completion`: lets the shell complete commands and options.
@Command(
        name = "completion",
        description = "Prints a script that completes commands and options in bash and zsh.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(bnc completion)",
            "  bnc completion > ~/.local/share/bash-completion/completions/bnc",
            "  bnc completion > /etc/bash_completion.d/bnc"
        })
final class CompletionCommand implements Callable<Integer> {
    @Mixin
    private Messages messages = new Messages();

    @Override
    public Integer call() {
        messages.printLines(AutoComplete.bash("bnc", Bnc.commandLine()));
        return ExitCodes.OK;
    }
}
