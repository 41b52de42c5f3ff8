package dev.bnc.cli;

import java.io.PrintWriter;
import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import java.util.concurrent.Callable;
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
    @Spec
    private CommandSpec spec;

    /// Runs one command and ends the JVM with its exit code.
    public static void main(String[] arguments) {
        StandardError.takeBack();
        System.exit(commandLine().execute(arguments));
    }

    /// Runs one command, with its results going to `out` and all else to `err`.
    ///
    /// @return the exit code
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine().setOut(out).setErr(err).execute(arguments);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Bnc())
                .addSubcommand(new CheckCommand())
                .addSubcommand(new TrainCommand())
                .addSubcommand(new StudyCommand())
                .addSubcommand(new CompareCommand())
                .addSubcommand(new EvalCommand())
                .addSubcommand(new InferCommand())
                .addSubcommand(new CompileCommand())
                .addSubcommand(new ExportCommand())
                .addSubcommand(new StatsCommand())
                .addSubcommand(new ShowCommand())
                .addSubcommand(new BenchCommand())
                .addSubcommand(new FmtCommand())
                .addSubcommand(new ExplainCommand())
                .addSubcommand(new DataCommand())
                .addSubcommand(new DoctorCommand())
                .addSubcommand(new CompletionCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new UsageErrors())
                .setExecutionExceptionHandler(new Failures());
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /// The version javac recorded in this module, and the Java that runs it.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"bnc %s (Java %s)".formatted(ofBnc(), Runtime.version())};
        }

        static String ofBnc() {
            return Optional.ofNullable(Bnc.class.getModule().getDescriptor())
                    .flatMap(ModuleDescriptor::rawVersion)
                    .orElse("of unknown version");
        }
    }
}
