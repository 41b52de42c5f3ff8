package dev.bnc.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Words what is wrong with a command line: the mistake, what may have been meant, where to read on. The whole usage
/// would bury it.
final class UsageErrors implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException thrown, String[] arguments) {
        CommandLine command = thrown.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        if (thrown instanceof UnmatchedArgumentException unmatched) {
            unmatched(unmatched, name, err);
        } else {
            err.println("error: " + first(String.valueOf(thrown.getMessage())));
        }
        err.println("  = help: `" + name + " --help` says how it is used");
        err.flush();
        return ExitCodes.USAGE;
    }

    private static void unmatched(UnmatchedArgumentException thrown, String name, PrintWriter err) {
        String argument = thrown.getUnmatched().getFirst();
        boolean commands = !thrown.getCommandLine().getSubcommands().isEmpty();
        String kind = thrown.isUnknownOption() ? "option" : "command";
        err.println(
                thrown.isUnknownOption() || commands
                        ? "error: " + name + " has no " + kind + " " + argument
                        : "error: " + name + " does not take " + argument);
        List<String> near = thrown.getSuggestions();
        if (!near.isEmpty()) {
            err.println("  = help: did you mean " + near.getFirst() + "?");
        }
    }

    // Some of picocli's messages go on with another exception's.
    private static String first(String message) {
        return message.lines().findFirst().orElse("");
    }
}
