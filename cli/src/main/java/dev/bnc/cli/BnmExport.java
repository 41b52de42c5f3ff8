package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.Goldens;
import dev.bnc.compiler.artifact.ModelArtifact;
import dev.bnc.compiler.shipping.SelfTest;
import dev.bnc.runtime.program.WorkerPool;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;

/// `--to bnm`: a model for `bnc infer` and `bnc eval`.
@Command
final class BnmExport implements Exporter {
    @Override
    public ExportReport write(ExportedModel model, Path file) {
        Goldens goldens = model.goldens();
        SelfTest test;
        try (WorkerPool pool = model.execution().pool()) {
            test = SelfTest.of(model.shipped(), goldens, model.execution().backend(), pool);
        }
        if (!test.passed()) {
            throw UserError.of(
                    ExitCodes.TOLERANCE,
                    file + ": not written: it would not give the answers of the model as it was trained: "
                            + SelfTestReport.text(test)
                            + "\n  = help: --no-fuse exports the model as it was trained");
        }
        new ModelArtifact(model.shipped(), model.statistics(), model.certificate(), Optional.of(goldens))
                .write(file, Compiler.VERSION);
        return new ExportReport().with("self-test", SelfTestReport.text(test), SelfTestReport.json(test));
    }
}
