package dev.bnc.cli;

import dev.bnc.runtime.artifact.Json;
import java.nio.file.Path;
import picocli.CommandLine.Command;


/// `--to bnm`: a model for `bnc infer` and `bnc eval`.
@Command
final class BnmExport implements Exporter {
    @Override
    public ExportReport write(ExportedModel model, Path file) {
        model.shipped().write(file);
        return new ExportReport().with("fused", model.fused() ? "yes" : "no", new Json.Bool(model.fused()));
    }
}
