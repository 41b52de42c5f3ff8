package dev.bnc.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Backend;
import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.SmallModels;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.WorkerPool;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whitened nets as ONNX files, fused and not, say in ONNX Runtime what the reference interpreter says.
class OnnxWhiteningTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f32[4]: dense 8 -> whiten(groups = 2) -> relu -> dense 3",
                "f32[2, 5, 5]: conv 6 3x3 -> whiten(groups = 3) -> relu -> whiten -> global avg -> dense 3"
            })
    void filesComputeTheSame(String net) {
        String[] parts = net.split(": ", 2);
        TrainedModel model = SmallModels.of("net whitened\ninput x: %s\nlabel y: class[3]\nx -> %s -> output logits\n"
                .formatted(parts[0], parts[1]));
        try (WorkerPool pool = new ThreadPool(1)) {
            for (TrainedModel shipped : List.of(model, Compiler.fuse(model).model())) {
                for (int opset : List.of(OnnxTranslation.OLDEST_OPSET, OnnxTranslation.NEWEST_OPSET)) {
                    Path file = folder.resolve(shipped.graph().nodes().size() + "-" + opset + ".onnx");
                    OnnxTranslation.of(shipped, opset, "9.9").write(file);
                    var verification = new OnnxVerification(file, OnnxRuns.onnxRuntime(), model.state(), pool);
                    var reference = Backend.reference().compile(Compiler.inferenceProgram(model, 3));
                    assertThat(verification.difference(reference))
                            .as(file.toString())
                            .isLessThan(OnnxVerification.TOLERANCE);
                }
            }
        }
    }
}
