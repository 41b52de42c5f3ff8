package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.ModelArtifact;
import dev.bnc.runtime.artifact.Json;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/// `--to bnm`: a model for `bnc infer` and `bnc eval`.
@Command
final class BnmExport implements Exporter {
    @Override
    public ExportReport write(ExportedModel model, Path file) {
        ModelArtifact.of(model.shipped()).write(file, Compiler.VERSION);
        return new ExportReport().with("fused", model.fused() ? "yes" : "no", new Json.Bool(model.fused()));
    }
}
