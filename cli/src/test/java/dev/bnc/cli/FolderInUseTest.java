package dev.bnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.cli.Sandbox.Outcome;
import dev.bnc.runtime.artifact.RunLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Run folders that somebody writes: nobody else may, and everybody may read.
class FolderInUseTest {
    private static final Path RUN = Path.of("runs/tiny-0001");

    @TempDir
    Path folder;

    private Sandbox sandbox = new Sandbox(Path.of(""));

    @BeforeEach
    void makeSandbox() {
        sandbox = Sandbox.in(folder);
    }

    @Test
    void aRunIsWrittenByOneAtATime() throws IOException {
        sandbox.train("--steps 20");
        byte[] before = Files.readAllBytes(sandbox.path(RUN + "/metrics.jsonl"));
        try (RunLock _ = RunLock.of(sandbox.path(RUN.toString()))) {
            Outcome refused = sandbox.train("--resume");
            assertThat(refused.exit()).isEqualTo(ExitCodes.INPUT_OUTPUT);
            assertThat(refused.out()).isEmpty();
            String pid = Long.toString(ProcessHandle.current().pid());
            assertThat(refused.err()).isEqualTo("""
                    error: {}/runs/tiny-0001: another bnc is writing it, process %s
                      = help: wait until it ends, or stop it (Ctrl-C where it runs, or `kill %s`), then --resume
                    """.formatted(pid, pid));
        }
        assertThat(sandbox.path(RUN + "/metrics.jsonl")).hasBinaryContent(before);
        assertThat(sandbox.train("--resume").exit()).isZero();
    }

    @Test
    void aRunWithoutACheckpointIsNotTakenFromUnderItsWriter() throws IOException {
        Files.createDirectories(sandbox.path(RUN.toString()));
        try (RunLock _ = RunLock.of(sandbox.path(RUN.toString()))) {
            assertThat(sandbox.train("--resume").exit()).isEqualTo(ExitCodes.INPUT_OUTPUT);
            assertThat(sandbox.path(RUN.toString())).exists();
        }
    }

    @Test
    void aRunThatIsWrittenIsRead() throws IOException {
        sandbox.train("--steps 20");
        Files.writeString(
                sandbox.path(RUN + "/metrics.jsonl"),
                "{\"step\":21,\"probe\":\"h\",\"quantiles\":{\"15\":1}",
                StandardOpenOption.APPEND);
        String input = sandbox.write("one.csv", "2,0,0,0\n").toString();
        try (RunLock _ = RunLock.of(sandbox.path(RUN.toString()))) {
            for (String command : List.of(
                    "compare {}/runs/tiny-0001 -o {}/page.html",
                    "eval {}/runs/tiny-0001",
                    "infer {}/runs/tiny-0001 " + input,
                    "stats {}/runs/tiny-0001",
                    "export {}/runs/tiny-0001 --to onnx -o {}/tiny.onnx")) {
                Outcome outcome = sandbox.run(command);
                assertThat(outcome.exit()).as("%s: %s", command, outcome.err()).isZero();
            }
        }
    }

    @Test
    void aStudyIsWrittenByOneAtATime() throws IOException {
        sandbox.write("tiny.net", sandbox.read("tiny.net") + "study { variants = [base, plain] }\n");
        assertThat(sandbox.run("study {}/tiny.net --out {}/runs --steps 20").exit())
                .isZero();
        try (RunLock _ = RunLock.of(sandbox.path("runs/tiny-study-0001"))) {
            Outcome refused = sandbox.run("study {}/tiny.net --out {}/runs --steps 20 --resume");
            assertThat(refused.exit()).isEqualTo(ExitCodes.INPUT_OUTPUT);
            assertThat(refused.err()).startsWith("error: {}/runs/tiny-study-0001: another bnc is writing it");
            assertThat(sandbox.run("compare {}/runs/tiny-study-0001 -o {}/page.html")
                            .exit())
                    .isZero();
        }
    }
}
