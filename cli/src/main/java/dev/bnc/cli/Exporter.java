package dev.bnc.cli;

import java.nio.file.Path;

/// Writes models as one kind of file, for one value of `bnc export --to`. An exporter is a picocli mixin, so that options
/// that only it reads stand in its own class.
///
/// To add a kind: a class that implements this, a constant in [ExportTarget], a mixin and a line in [ExportCommand].
sealed interface Exporter permits BnmExport, JarExport, SafeTensorsExport, OnnxExport, CudaExport {
    /// Writes `model` to `file`, replacing what is there at once or not at all.
    ///
    /// @return what is worth knowing of the file
    ExportReport write(ExportedModel model, Path file);
}
