package dev.bnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.runtime.artifact.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--tensorboard` through the commands: what is in the event files is what is in `metrics.jsonl`.
class TensorBoardTest {
    @TempDir
    Path folder;

    private Sandbox sandbox = new Sandbox(Path.of(""));

    @BeforeEach
    void makeSandbox() {
        sandbox = Sandbox.in(folder);
        sandbox.write(
                "tiny.net", sandbox.read("tiny.net").replace("validate = 10000 steps", "validate = 10 steps") + """
                probe relu1.in { every = 10 steps }
                study { variants = [base, plain] }
                """);
    }

    @Test
    void aTrainingAndItsContinuationHaveTheirEvents() throws IOException {
        assertThat(sandbox.train("--tensorboard --steps 20").exit()).isZero();
        assertThat(sandbox.train("--tensorboard --resume").exit()).isZero();
        Path run = sandbox.path("runs/tiny-0001");
        EventRecords events = EventRecords.of(run);
        assertThat(events.versions()).containsExactly("brain.Event:2", "brain.Event:2");
        assertThat(events.starts()).containsExactly(21L);
        assertHolds(events, run, 40);
    }

    @Test
    void eachRunOfAStudyHasItsOwn() throws IOException {
        assertThat(sandbox.run("study {}/tiny.net --out {}/runs --threads 1 --tensorboard --steps 20")
                        .exit())
                .isZero();
        for (String variant : List.of("base", "plain")) {
            Path run = sandbox.path("runs/tiny-study-0001/" + variant);
            assertHolds(EventRecords.of(run), run, 20);
        }
    }

    @Test
    void nobodyAskedNothingWritten() throws IOException {
        sandbox.train("--steps 20");
        assertThat(EventRecords.of(sandbox.path("runs/tiny-0001")).versions()).isEmpty();
    }

    private static void assertHolds(EventRecords events, Path run, long steps) throws IOException {
        assertSame(events, "loss/train", run, "loss");
        assertSame(events, "accuracy/train", run, "accuracy");
        assertSame(events, "learning_rate", run, "lr");
        assertSame(events, "loss/test", run, "val_loss");
        assertSame(events, "accuracy/test", run, "val_accuracy");
        assertSame(events, "probe/relu1.in/mean", run, "mean");
        assertSame(events, "probe/relu1.in/variance", run, "variance");
        assertSame(events, "probe/relu1.in/dead_units", run, "dead");
        assertThat(events.scalars("loss/train").stream().map(EventRecords.Scalar::step))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, steps).boxed().toList());
        assertThat(events.histograms())
                .hasSize(events.scalars("probe/relu1.in/mean").size())
                .containsOnly("probe/relu1.in");
    }

    private static void assertSame(EventRecords events, String tag, Path run, String member) throws IOException {
        List<EventRecords.Scalar> measured = Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(line -> (Json.Obj) Json.parse(line, "metrics"))
                .filter(line -> line.find(member).isPresent())
                .map(line -> new EventRecords.Scalar(tag, line.whole("step").orElseThrow(), (float)
                        ((Json.Num) line.find(member).orElseThrow()).value()))
                .toList();
        assertThat(measured).as(member).isNotEmpty();
        assertThat(events.scalars(tag)).as(tag).containsExactlyElementsOf(measured);
    }
}
