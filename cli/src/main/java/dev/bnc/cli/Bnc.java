package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// Entry point of the `bnc` command line. Every command is a class of its own in this package; called without one,
/// `bnc` prints its usage and exits as for any other wrong usage.
@Command(
        name = "bnc",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        subcommands = HelpCommand.class,
        versionProvider = Bnc.Version.class,
        description = "Compiles .net files, trains them and runs them, in JVM bytecode.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:fine",
            "1:the net or its data has errors",
            "2:wrong usage",
            "3:input or output failed",
            "4:training diverged",
            "5:a device is missing",
            "6:a self-test or tolerance failed",
            "70:a mistake in bnc itself",
            "130:interrupted, checkpoint saved"
        })
public final class Bnc implements Callable<Integer> {
    /// How each command is made, in the order in which help lists them.
    private static final SequencedMap<String, Supplier<Object>> COMMANDS = commands();

    @Spec
    private CommandSpec spec;

    /// Runs one command and ends the JVM with its exit code.
    public static void main(String[] arguments) {
        StandardError.takeBack();
        System.exit(commandLine(arguments).execute(arguments));
    }

    /// Runs one command, with its results going to `out` and all else to `err`.
    ///
    /// @return the exit code
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine(arguments).setOut(out).setErr(err).execute(arguments);
    }

    /// The command line with all commands.
    static CommandLine commandLine() {
        return commandLine(COMMANDS);
    }

    /// As much of the command line as these arguments need: to describe a command to picocli takes longer than most
    /// commands run.
    private static CommandLine commandLine(String[] arguments) {
        String name = arguments.length == 0 ? "" : arguments[0];
        Supplier<Object> called = COMMANDS.get(name);
        return called == null ? commandLine() : commandLine(Map.of(name, called));
    }

    private static CommandLine commandLine(Map<String, Supplier<Object>> commands) {
        var line = new CommandLine(new Bnc());
        commands.forEach((name, made) -> line.addSubcommand(name, made.get()));
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new UsageErrors())
                .setExecutionExceptionHandler(new Failures());
    }

    private static SequencedMap<String, Supplier<Object>> commands() {
        var commands = new LinkedHashMap<String, Supplier<Object>>();
        commands.put("check", CheckCommand::new);
        commands.put("train", TrainCommand::new);
        commands.put("study", StudyCommand::new);
        commands.put("compare", CompareCommand::new);
        commands.put("eval", EvalCommand::new);
        commands.put("infer", InferCommand::new);
        commands.put("compile", CompileCommand::new);
        commands.put("export", ExportCommand::new);
        commands.put("stats", StatsCommand::new);
        commands.put("show", ShowCommand::new);
        commands.put("bench", BenchCommand::new);
        commands.put("fmt", FmtCommand::new);
        commands.put("explain", ExplainCommand::new);
        commands.put("data", DataCommand::new);
        commands.put("doctor", DoctorCommand::new);
        commands.put("completion", CompletionCommand::new);
        return commands;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /// The version of bnc, and the Java that runs it.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"bnc %s (Java %s)".formatted(Compiler.VERSION, Runtime.version())};
        }
    }
}
