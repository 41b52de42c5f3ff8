package dev.bnc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bnc.cli.Sandbox.Outcome;
import dev.bnc.compiler.onnx.OnnxRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `bnc export --to onnx`. The numbers are compared where ONNX Runtime is, among the tests of the compiler and the examples.
class OnnxExportTest {
    @TempDir
    Path folder;

    private Sandbox sandbox = new Sandbox(Path.of(""));

    @BeforeEach
    void compile() {
        sandbox = Sandbox.in(folder);
        sandbox.run("compile {}/tiny.net --no-fuse -o {}/tiny.bnm");
    }

    @Test
    void writesTheSameBytesEachTime() throws Exception {
        Outcome first = sandbox.run("export {}/tiny.bnm --stats stored --to onnx --no-fuse -o {}/a.onnx");
        assertThat(first.err()).isEmpty();
        assertThat(first.out()).matches("""
                file        \\{\\}/a.onnx, \\d\\.\\d kB
                fused       no
                statistics  as training left them
                nodes       4
                opset       17
                """);
        assertThat(sandbox.run("export {}/tiny.bnm --stats stored --to onnx --no-fuse -o {}/b.onnx").exit())
                .isZero();
        assertThat(Files.readAllBytes(sandbox.path("a.onnx"))).isEqualTo(Files.readAllBytes(sandbox.path("b.onnx")));
    }

    @Test
    void sayingHowToGetOnnxRuntime() {
        assumeTrue(OnnxRuntime.find().isEmpty(), "ONNX Runtime is on the class path");
        Outcome outcome = sandbox.run("export {}/tiny.bnm --stats stored --to onnx --no-fuse --verify -o {}/c.onnx");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).isEqualTo("""
                error: --verify needs ONNX Runtime, which is not part of bnc
                  = help: fetch its jar (54 MB) with `mvn dependency:copy \
                -Dartifact=com.microsoft.onnxruntime:onnxruntime:1.29.0 -DoutputDirectory=.`
                  = help: and name it: --onnxruntime onnxruntime-1.29.0.jar
                """);
        assertThat(sandbox.path("c.onnx")).doesNotExist();
    }
}
