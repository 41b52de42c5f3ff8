package dev.bnc.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Trains in processes of their own and stops them: by force at any moment, by Ctrl-C, by SIGTERM. Going on ends with the
/// same bits as never stopping.
@DisabledOnOs(OS.WINDOWS)
class StoppedTest {
    private static final String OPTIONS = " --steps 100000";
    private static final long PATIENCE_SECONDS = 120;
    private static final int INTERRUPT = 2;

    @TempDir
    static Path wholeFolder;

    @TempDir
    Path folder;

    private Sandbox sandbox = new Sandbox(Path.of(""));
    private Optional<Process> started = Optional.empty();

    @BeforeAll
    static void trainWithoutStopping() {
        assertThat(sandbox(wholeFolder).train(OPTIONS).exit()).isZero();
    }

    @BeforeEach
    void makeSandbox() {
        sandbox = sandbox(folder);
    }

    /// With a learning rate that depends on when training is to end.
    private static Sandbox sandbox(Path folder) {
        Sandbox made = Sandbox.in(folder);
        made.write("tiny.net", made.read("tiny.net").replace("validate =", "schedule = cosine(), validate ="));
        return made;
    }

    @AfterEach
    void endProcess() {
        started.ifPresent(Process::destroyForcibly);
    }

    @Test
    void killedAtAnyMomentItGoesOnToTheSameBits() throws Exception {
        var random = new Random();
        int pause = random.nextInt(400);
        Process process = start("--checkpoint-every 200ms");
        waitForCheckpoints(process, 2);
        Thread.sleep(pause);
        boolean wasRunning = process.isAlive();
        process.destroyForcibly();
        assertThat(process.waitFor(PATIENCE_SECONDS, SECONDS)).isTrue();
        assertThat(wasRunning).as("the run is long enough to be killed after %d ms", pause).isTrue();
        assertThat(sandbox.read("runs/tiny-0001/run.json")).contains("\"status\":\"running\"");
        assertThat(sandbox.path("runs/tiny-0001/model.bnm")).doesNotExist();
        assertGoesOn("killed " + pause + " ms after the second checkpoint");
    }

    @Test
    void ctrlCSavesAndSaysSo() throws Exception {
        assumeTrue(takesInterrupts(), "this process was started with SIGINT ignored, and so are those it starts");
        Process process = start("");
        waitForCheckpoints(process, 1);
        signal(process, "INT");
        assertThat(process.waitFor(PATIENCE_SECONDS, SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(ExitCodes.INTERRUPTED);
        assertThat(sandbox.read("err"))
                .contains("stopping after this step and saving; Ctrl-C again stops at once")
                .contains("; the checkpoint is saved, --resume goes on");
        assertThat(sandbox.read("runs/tiny-0001/run.json")).contains("\"status\":\"interrupted\"");
        assertThat(sandbox.path("runs/tiny-0001/model.bnm")).exists();
        assertGoesOn("interrupted");
    }

    @Test
    void aTerminatedRunSavesToo() throws Exception {
        Process process = start("");
        waitForCheckpoints(process, 1);
        signal(process, "TERM");
        assertThat(process.waitFor(PATIENCE_SECONDS, SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(128 + 15);
        assertThat(sandbox.read("runs/tiny-0001/run.json")).contains("\"status\":\"interrupted\"");
        assertGoesOn("terminated");
    }

    @Test
    void whileItRunsOthersReadAndDoNotWrite() throws Exception {
        Process process = start("--checkpoint-every 200ms");
        waitForCheckpoints(process, 2);
        Sandbox.Outcome refused = sandbox.train("--resume" + OPTIONS);
        Sandbox.Outcome read = sandbox.run("compare {}/runs/tiny-0001 -o {}/page.html");
        assertThat(process.isAlive()).as("the run is long enough").isTrue();
        signal(process, "TERM");
        assertThat(refused.exit()).isEqualTo(ExitCodes.INPUT_OUTPUT);
        assertThat(refused.err()).contains("another bnc is writing it, process " + process.pid() + "\n");
        assertThat(read.exit()).as(read.err()).isZero();
        assertThat(process.waitFor(PATIENCE_SECONDS, SECONDS)).isTrue();
        assertGoesOn("after a second process tried to go on with it");
    }

    private void assertGoesOn(String how) throws IOException {
        assertThat(sandbox.train("--resume" + OPTIONS).exit()).isZero();
        // Not model.bnm: its graph names the net's file, which lies in another folder here.
        for (String name : List.of("last.ckpt", "best.ckpt", "metrics.jsonl")) {
            String file = "runs/tiny-0001/" + name;
            assertThat(Files.mismatch(sandbox.path(file), wholeFolder.resolve(file)))
                    .as("%s, %s", file, how)
                    .isEqualTo(-1);
        }
    }

    private Process start(String further) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        String modules = System.getProperty("jdk.module.path", "");
        command.addAll(
                modules.isEmpty()
                        ? List.of("-cp", System.getProperty("java.class.path"), "--add-modules", "jdk.incubator.vector")
                        : List.of("-p", modules));
        command.addAll(modules.isEmpty() ? List.of("dev.bnc.cli.Bnc") : List.of("-m", "dev.bnc.cli/dev.bnc.cli.Bnc"));
        String line = "train {}/tiny.net --out {}/runs --threads 2" + OPTIONS + " " + further;
        command.addAll(List.of(line.replace("{}", folder.toString()).strip().split(" +")));
        Process process = new ProcessBuilder(command)
                .redirectOutput(sandbox.path("out").toFile())
                .redirectError(sandbox.path("err").toFile())
                .start();
        started = Optional.of(process);
        return process;
    }

    /// Waits until the run has written that many checkpoints, the one at its start included.
    private void waitForCheckpoints(Process process, int count) throws Exception {
        Path checkpoint = sandbox.path("runs/tiny-0001/last.ckpt");
        FileTime seen = FileTime.fromMillis(0);
        for (int i = 0; i < count; i++) {
            while (!Files.exists(checkpoint) || Files.getLastModifiedTime(checkpoint).equals(seen)) {
                assertThat(process.isAlive()).as(sandbox.read("err")).isTrue();
                Thread.sleep(5);
            }
            seen = Files.getLastModifiedTime(checkpoint);
        }
    }

    private static void signal(Process process, String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    // Java leaves a signal ignored that was ignored when it started, as by nohup or a shell's `&`.
    private static boolean takesInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        return !Files.exists(status)
                || Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                        .noneMatch(ignored -> (ignored >> (INTERRUPT - 1) & 1) != 0);
    }
}
