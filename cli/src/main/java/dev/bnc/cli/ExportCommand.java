package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.ModelArtifact;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.fusion.Fused;
import dev.bnc.compiler.fusion.PixelScale;
import dev.bnc.compiler.shipping.CertificateJson;
import dev.bnc.runtime.artifact.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `bnc export`: a trained model as a file to ship.
@Command(
        name = "export",
        description = "Writes a trained model as a file to ship, its batch norms folded into the layers around them.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bnc export runs/mnist-0001 -o mnist.bnm",
            "  bnc export runs/mnist-0001 --to jar --package dev.example -o mnist.jar",
            "  bnc export runs/mnist-0001 --to safetensors --no-fuse -o mnist.safetensors",
            "  bnc export runs/mnist-0001 --to onnx --verify -o mnist.onnx",
            "  bnc export runs/mnist-0001 --to cuda --batch 64 -o mnist-cuda",
            "  bnc export model.bnm --to safetensors -o fused.safetensors --force --format json"
        })
final class ExportCommand implements Callable<Integer> {
    @Mixin
    private ModelSource model = new ModelSource();

    @Option(
            names = "--to",
            paramLabel = "KIND",
            description =
                    "bnm: a model for bnc; jar: a Java library; safetensors: weights for other tools; onnx: the net for"
                            + " other runtimes; cuda: launch plan, kernels and weights for a GPU. bnm unless given.")
    private ExportTarget target = ExportTarget.BNM;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The file to write; with --to cuda a folder, or a file NAME.zip.")
    private Path output = Path.of("");

    @Option(names = "--no-fuse", description = "Keep batch norms as they were trained.")
    private boolean unfused;

    @Option(
            names = "--pixels",
            paramLabel = "SCALE",
            description =
                    "What the pixels of a picture are when they go in: unit: byte / 255, as in training; bytes: 0 to 255,"
                            + " so that callers need not divide. unit unless given.")
    private PixelScale pixels = PixelScale.UNIT;

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    @Mixin
    private BnmExport bnm = new BnmExport();

    @Mixin
    private OnnxExport onnx = new OnnxExport();

    @Mixin
    private JarExport jar = new JarExport();

    @Mixin
    private SafeTensorsExport safeTensors = new SafeTensorsExport();

    @Mixin
    private StatisticsChoice statistics = new StatisticsChoice();

    @Mixin
    private Execution execution = Execution.sharingOptions();

    @Mixin
    private CudaExport cuda = new CudaExport(execution);

    @Mixin
    private Console console = new Console();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Exporter exporter() {
        return switch (target) {
            case BNM -> bnm;
            case JAR -> jar;
            case SAFETENSORS -> safeTensors;
            case ONNX -> onnx;
            case CUDA -> cuda;
        };
    }

    @Override
    public Integer call() {
        refuseOptionsOfOthers();
        refuseNameOfOthers();
        checkOutput();
        ModelArtifact artifact = model.readArtifact();
        refuseBytesUnlessFolding(artifact);
        if (unfused && artifact.fused()) {
            throw UserError.of(
                    ExitCodes.USAGE,
                    model.file()
                            + ": --no-fuse: the model is fused already\n  = help: use the model it was exported from,"
                            + " such as runs/NAME-0001");
        }
        ExportedModel exported = exported(
                statistics.apply(artifact, model.file(), new StatisticsChoice.Surroundings(execution, console)));
        ExportReport report = ExportFacts.of(exported, exporter().write(exported, output));
        print(report);
        return ExitCodes.OK;
    }

    private void checkOutput() {
        if (target == ExportTarget.CUDA && ExportTarget.isFolder(output)) {
            OutputFile.checkFolder(output);
        } else {
            OutputFile.check(output, force);
        }
    }

    private ExportedModel exported(StatisticsChoice.Prepared prepared) {
        ModelArtifact artifact = prepared.artifact();
        TrainedModel trained = artifact.model();
        if (unfused || artifact.fused()) {
            return new ExportedModel(
                    model.file(), artifact, trained, artifact.certificate(), prepared.examples(), execution);
        }
        Fused fused = Compiler.fuse(trained, pixels);
        return new ExportedModel(
                model.file(),
                artifact,
                fused.model(),
                Optional.of(CertificateJson.of(fused.certificate())),
                prepared.examples(),
                execution);
    }

    // The division is folded into the first layer, as the rest of the normalization is.
    private void refuseBytesUnlessFolding(ModelArtifact artifact) {
        if (pixels == PixelScale.UNIT) {
            return;
        }
        List<Integer> shape = artifact.model().input().shape().sizes();
        if (unfused || artifact.fused()) {
            throw UserError.of(
                    ExitCodes.USAGE,
                    "--pixels bytes is part of folding, and "
                            + (unfused ? "--no-fuse asks for none" : model.file() + " is fused already")
                            + "\n  = help: "
                            + (unfused
                                    ? "leave one of the two out"
                                    : "use the model it was exported from, such as runs/NAME-0001"));
        }
        if (shape.size() != 4) {
            throw UserError.of(
                    ExitCodes.BAD_NET,
                    "--pixels bytes: the input of %s is no picture but %s\n  = help: leave --pixels out"
                            .formatted(model.file(), artifact.model().input().type()));
        }
    }

    // A model in a file called mnist.onnx would only be found to be none where it is to be used.
    private void refuseNameOfOthers() {
        for (ExportTarget other : ExportTarget.values()) {
            if (other != target && output.toString().endsWith("." + other.extension())) {
                throw UserError.of(
                        ExitCodes.USAGE,
                        "%s: --to %s does not write such a file\n  = help: use --to %s, or a name that ends with .%s"
                                .formatted(output, word(target), word(other), target.extension()));
            }
        }
    }

    private void refuseOptionsOfOthers() {
        for (ExportTarget other : ExportTarget.values()) {
            for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
                String name = option.longestName();
                if (other != target
                        && other.options().contains(name)
                        && !target.options().contains(name)) {
                    throw UserError.of(
                            ExitCodes.USAGE,
                            "%s is an option of --to %s, not of --to %s".formatted(name, word(other), word(target)));
                }
            }
        }
    }

    private void print(ExportReport report) {
        long bytes = bytes();
        if (console.json()) {
            Json.Obj members = new Json.Obj()
                    .with("file", output.toString())
                    .with("to", word(target))
                    .with("bytes", bytes);
            for (Map.Entry<String, Json> member : report.members().members().entrySet()) {
                members = members.with(member.getKey(), member.getValue());
            }
            console.print(members.toString());
            return;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("file", output + ", " + size(bytes)));
        report.lines().forEach((name, text) -> rows.add(List.of(name, text)));
        console.printLines(TextTable.of(rows, 2).replaceAll("(?m)^  ", ""));
    }

    private long bytes() {
        try (Stream<Path> files = Files.walk(output)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String size(long bytes) {
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private static String word(ExportTarget target) {
        return target.name().toLowerCase(Locale.ROOT);
    }
}
