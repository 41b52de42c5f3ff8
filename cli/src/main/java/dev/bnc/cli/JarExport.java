package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.jar.JarContent;
import dev.bnc.compiler.jar.JarOptions;
import dev.bnc.compiler.jar.JarWriter;
import dev.bnc.runtime.artifact.Json;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `--to jar`: a Java library with a typed class, which also runs by itself.
@Command
final class JarExport implements Exporter {
    @Option(
            names = "--package",
            paramLabel = "NAME",
            description = "jar: package of the class, and name of the jar's module. The net's name unless given.")
    private Optional<String> packageName = Optional.empty();

    @Option(
            names = "--class-name",
            paramLabel = "NAME",
            description = "jar: name of the class. The net's name unless given.")
    private Optional<String> className = Optional.empty();

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "jar: the most examples to run at once. As many as fit 64 MiB unless given, 64 at most.")
    private Optional<Integer> batch = Optional.empty();

    @Override
    public ExportReport write(ExportedModel model, Path file) {
        JarOptions options = options(model.shipped());
        JarContent content = JarWriter.write(model.shipped(), Optional.of(model.goldens()), options, file);
        return new ExportReport()
                .with("class", options.qualifiedName(), new Json.Text(options.qualifiedName()))
                .with(
                        "weights",
                        String.format(Locale.ROOT, "%,d bytes of it", content.weightBytes()),
                        Json.number((double) content.weightBytes()))
                .with("batch", "up to " + content.batch(), Json.number(content.batch()));
    }

    private JarOptions options(TrainedModel model) {
        try {
            return new JarOptions(
                    packageName.orElseGet(() -> JarOptions.packageOf(model.name())),
                    className.orElseGet(() -> JarOptions.classOf(model.name())),
                    "bnc " + Compiler.VERSION,
                    batch.map(OptionalInt::of).orElseGet(OptionalInt::empty));
        } catch (IllegalArgumentException wrong) {
            throw UserError.of(ExitCodes.USAGE, Objects.requireNonNullElse(wrong.getMessage(), ""));
        }
    }
}
