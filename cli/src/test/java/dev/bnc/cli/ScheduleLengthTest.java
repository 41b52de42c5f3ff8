package dev.bnc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.cli.Sandbox.Outcome;
import dev.bnc.runtime.artifact.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--steps` and `--epochs`: schedules that last as long as training last as long as was asked for.
class ScheduleLengthTest {
    private static final double RATE = 0.5;
    private static final double CLOSE = 1e-12;

    @TempDir
    Path folder;

    private Sandbox sandbox = new Sandbox(Path.of(""));

    @BeforeEach
    void makeSandbox() {
        sandbox = Sandbox.in(folder);
    }

    private void schedule(String schedule) {
        sandbox.write(
                "tiny.net", sandbox.read("tiny.net").replace("validate =", "schedule = " + schedule + ", validate ="));
    }

    @Test
    void theEndThatIsAskedForIsTheSchedulesEnd() {
        schedule("polynomial(power = 1)");
        sandbox.train("--steps 20");
        assertThat(rates("tiny-0001")).hasSize(20);
        assertThat(rates("tiny-0001").get(10)).isCloseTo(RATE * 0.5, within(CLOSE));
        assertThat(rates("tiny-0001").getLast()).isCloseTo(RATE * 0.05, within(CLOSE));
        sandbox.train("");
        assertThat(rates("tiny-0002")).hasSize(40);
        assertThat(rates("tiny-0002").get(20)).isCloseTo(RATE * 0.5, within(CLOSE));
        // An epoch has 9 steps, and whole epochs count.
        sandbox.train("--epochs 2");
        assertThat(rates("tiny-0003")).hasSize(18);
        assertThat(rates("tiny-0003").getLast()).isCloseTo(RATE * 0.5, within(CLOSE));
    }

    @Test
    void aLengthThatIsWrittenStays() {
        schedule("polynomial(power = 1, over = 40 steps)");
        sandbox.train("--steps 20");
        assertThat(rates("tiny-0001").getLast()).isCloseTo(RATE * 21 / 40, within(CLOSE));
    }

    @Test
    void aWarmUpMayBeCutByTheCommandLineOnly() {
        schedule("warmup(over = 30 steps, then = cosine())");
        assertThat(sandbox.train("--steps 20").exit()).isZero();
        assertThat(rates("tiny-0001").getLast()).isCloseTo(RATE * 19 / 30, within(CLOSE));
        assertThat(sandbox.train("--steps 32").exit()).isZero();
        assertThat(rates("tiny-0002").getLast()).isCloseTo(RATE * 0.5, within(CLOSE));
        Outcome wrong = sandbox.train("--set train.stop=20");
        assertThat(wrong.exit()).isEqualTo(ExitCodes.BAD_NET);
    }

    @Test
    void aRunThatGoesOnWithAnotherLengthSaysSo() {
        schedule("one_cycle()");
        sandbox.train("--steps 30");
        assertThat(sandbox.train("--steps 30 --resume").err()).doesNotContain("warning");
        assertThat(sandbox.train("--resume").err()).contains("""
                warning: the learning rate goes on by another schedule than the run began with
                  = note: then: one_cycle(over = 30 steps, rise = 0.3, from = 0.04, floor = 4.0E-6)
                  = note: now:  one_cycle(over = 40 steps, rise = 0.3, from = 0.04, floor = 4.0E-6)
                  = help: to end as the run was meant to, give --steps or --epochs as then
                """);
    }

    private List<Double> rates(String run) {
        return sandbox.read("runs/" + run + "/metrics.jsonl")
                .lines()
                .map(line -> (Json.Obj) Json.parse(line, "metrics"))
                .filter(line -> line.find("lr").isPresent())
                .map(line -> ((Json.Num) line.find("lr").orElseThrow()).value())
                .toList();
    }
}
