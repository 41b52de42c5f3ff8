package dev.bnc.cli;

import dev.bnc.compiler.Backend;
import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.onnx.OnnxModel;
import dev.bnc.compiler.onnx.OnnxRuntime;
import dev.bnc.compiler.onnx.OnnxTranslation;
import dev.bnc.compiler.onnx.OnnxVerification;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.WorkerPool;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `--to onnx`: the net for other runtimes.
@Command
final class OnnxExport implements Exporter {
    /// Batch sizes to compare at: more than one, since the file leaves it open.
    private static final List<Integer> BATCHES = List.of(1, 4);

    @Option(
            names = "--opset",
            paramLabel = "N",
            description = "With --to onnx: version of ONNX's operators, 17 to 25; 17 unless given.")
    private int opset = OnnxTranslation.OLDEST_OPSET;

    @Option(
            names = "--verify",
            description = "With --to onnx: run the file in ONNX Runtime, too, and compare the numbers.")
    private boolean verify;

    @Option(
            names = "--onnxruntime",
            paramLabel = "JAR",
            description = "With --verify: the jar of ONNX Runtime; looked for on the class path unless given.")
    private @Nullable Path jar;

    @Override
    public ExportReport write(ExportedModel model, Path file) {
        if (opset < OnnxTranslation.OLDEST_OPSET || opset > OnnxTranslation.NEWEST_OPSET) {
            throw UserError.of(
                    ExitCodes.USAGE,
                    "--opset must be from %d to %d, not %d"
                            .formatted(OnnxTranslation.OLDEST_OPSET, OnnxTranslation.NEWEST_OPSET, opset));
        }
        Optional<OnnxRuntime> runtime = verify ? Optional.of(runtime()) : Optional.empty();
        OnnxModel onnx = OnnxTranslation.of(model.shipped(), opset, Compiler.VERSION);
        onnx.write(file);
        ExportReport report = new ExportReport()
                .with("nodes", Integer.toString(onnx.nodes()), new Json.Num(Integer.toString(onnx.nodes())))
                .with("opset", Integer.toString(opset), new Json.Num(Integer.toString(opset)));
        return runtime.map(r -> verified(report, model.shipped(), new Candidate(file, r)))
                .orElse(report);
    }

    /// A file that is to be compared.
    private record Candidate(Path file, OnnxRuntime runtime) {}

    private ExportReport verified(ExportReport report, TrainedModel model, Candidate candidate) {
        double largest = 0;
        try (WorkerPool pool = new ThreadPool(Runtime.getRuntime().availableProcessors())) {
            var verification = new OnnxVerification(candidate.file(), candidate.runtime(), model.state(), pool);
            for (int batch : BATCHES) {
                largest = Math.max(
                        largest,
                        verification.difference(Backend.jvm().compile(Compiler.inferenceProgram(model, batch))));
            }
        }
        String shown = String.format(Locale.ROOT, "%.1e", largest);
        if (largest > OnnxVerification.TOLERANCE) {
            throw UserError.of(
                    ExitCodes.TOLERANCE,
                    "%s: ONNX Runtime's outputs differ from bnc's by %s of the largest, more than %s; the file is kept"
                            .formatted(candidate.file(), shown, OnnxVerification.TOLERANCE));
        }
        return report.with("verified", "largest difference " + shown + " of the largest output", Json.number(largest));
    }

    private OnnxRuntime runtime() {
        if (jar != null) {
            return OnnxRuntime.at(jar);
        }
        return OnnxRuntime.find()
                .orElseThrow(() -> UserError.of(
                        ExitCodes.USAGE,
                        "--verify needs ONNX Runtime, which is not part of bnc"
                                + "\n  = help: fetch its jar (54 MB) with `mvn dependency:copy -Dartifact="
                                + OnnxRuntime.ARTIFACT
                                + " -DoutputDirectory=.`"
                                + "\n  = help: and name it: --onnxruntime onnxruntime-1.29.0.jar"));
    }
}
