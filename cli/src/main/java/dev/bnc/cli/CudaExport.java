package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.ModelArtifact;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.emit.cuda.LaunchFiles;
import dev.bnc.compiler.emit.cuda.Nvcc;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.runtime.artifact.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `--to cuda`: all that a GPU needs to run the net, in a folder or a zip file.
@Command
final class CudaExport implements Exporter {
    private static final String NO_COMPILER = "none";

    @Option(
            names = "--nvcc",
            paramLabel = "PROGRAM",
            description = "cuda: the compiler of the kernels, or none to ship their sources alone. The nvcc on the PATH"
                    + " unless given; without one, none.")
    private Optional<String> nvcc = Optional.empty();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /// Whose `--precision` and `--libraries` these are.
    private final Execution execution;

    CudaExport(Execution execution) {
        this.execution = execution;
    }

    @Override
    public ExportReport write(ExportedModel model, Path file) {
        TrainedModel shipped = model.shipped();
        LaunchPlan plan = Compiler.inferenceProgram(shipped, batch())
                .launchPlan(Target.SM_90, execution.precision(), PlanLibraries.advisor(execution.libraries()));
        Optional<Nvcc> compiler = compiler();
        LaunchFiles files = LaunchFiles.of(plan, packed(model), compiler);
        if (ExportTarget.isFolder(file)) {
            LaunchFolder.write(files, file);
        } else {
            LaunchFolder.zip(files, file);
        }
        int modules = plan.modules().size();
        String kernels = modules
                + (modules == 1 ? " module, " : " modules, ")
                + compiler.map(c -> "compiled for " + plan.target().arch() + " by nvcc " + c.version())
                        .orElse("not compiled: that is done where they run");
        return new ExportReport()
                .with("batch", Integer.toString(plan.batch()), number(plan.batch()))
                .with(
                        "steps",
                        Integer.toString(plan.steps().size()),
                        number(plan.steps().size()))
                .with(
                        "memory",
                        Units.bytes(plan.arena().bytes()),
                        number(plan.arena().bytes()))
                .with("kernels", kernels, new Json.Bool(compiler.isPresent()));
    }

    /// The model as the bytes of a `.bnm` file, with examples and the answers that a GPU must give.
    private static byte[] packed(ExportedModel model) {
        var artifact = new ModelArtifact(
                model.shipped(), model.statistics(), model.certificate(), Optional.of(model.goldens()));
        var bytes = new ByteArrayOutputStream();
        try {
            artifact.write(bytes, Compiler.VERSION);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return bytes.toByteArray();
    }

    private static Json number(long value) {
        return new Json.Num(Long.toString(value));
    }

    /// `--batch` is an option of `--to jar`, too.
    private int batch() {
        Optional<Integer> given =
                command.commandLine().getParseResult().matchedOptionValue("--batch", Optional.empty());
        int batch = given.orElse(1);
        if (batch < 1) {
            throw UserError.of(ExitCodes.USAGE, "--batch must be at least 1, not " + batch);
        }
        return batch;
    }

    private Optional<Nvcc> compiler() {
        if (nvcc.isPresent() && nvcc.get().equals(NO_COMPILER)) {
            return Optional.empty();
        }
        try {
            if (nvcc.isEmpty()) {
                return Nvcc.find(System.getenv().getOrDefault("PATH", ""));
            }
            Path program = Path.of(nvcc.get());
            if (!Files.isExecutable(program)) {
                throw UserError.of(
                        ExitCodes.INPUT_OUTPUT,
                        "--nvcc " + program + ": no such program\n  = help: --nvcc none ships the sources alone");
            }
            return Optional.of(Nvcc.at(program));
        } catch (UncheckedIOException failure) {
            throw UserError.of(
                    ExitCodes.INPUT_OUTPUT,
                    "nvcc cannot be started: " + failure.getMessage()
                            + "\n  = help: --nvcc none ships the sources alone");
        }
    }
}
