package dev.bnc.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.model.Model;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.train.TrainOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbesTest {
    private static final String NET = """
            net probed
            input image: f32[2, 4, 4]
            label kind: class[3]
            image -> c: conv 4 3x3 -> n: bn -> relu -> flatten -> h: dense 6 -> bn -> sigmoid -> dense 3 -> output logits
            data blobs { batch = 16, shuffle = off }
            train {
              loss      = cross_entropy(logits, kind)
              optimizer = sgd(lr = 0.1)
              stop      = 10 steps
            }
            """;
    private static final String PROBES = """
            probe n.in { quantiles = [0, 50, 100], every = 4 steps }
            probe h { quantiles = [25, 97.5], every = 1 epoch }
            probe c.in { }
            probe bn1.out { every = 5 steps }
            """;

    @TempDir
    private Path runs;

    private List<Json.Obj> lines(RunFolder folder) throws IOException {
        return Files.readAllLines(folder.metrics()).stream()
                .map(line -> (Json.Obj) Json.parse(line, "metrics"))
                .toList();
    }

    private RunFolder train(Model model) {
        RunFolder folder = RunFolder.create(runs, "probed");
        Datasets data = SmallTraining.blobs(List.of(2, 4, 4));
        SmallTraining.run(
                model,
                SmallTraining.programs(model),
                data,
                folder,
                TrainOptions.defaults(),
                () -> false,
                new SmallTraining.Heard());
        return folder;
    }

    @Test
    void probesAreWrittenWhenTheyAreDue() throws IOException {
        List<Json.Obj> lines = lines(train(SmallTraining.model(NET + PROBES)));
        assertThat(lines.stream()
                        .filter(l -> l.text("probe").isPresent())
                        .map(l -> l.whole("step").orElseThrow() + " "
                                + l.text("probe").orElseThrow()))
                .containsExactly(
                        "1 n.in",
                        "1 h",
                        "1 c.in",
                        "1 bn1.out",
                        "4 n.in",
                        "4 h",
                        "5 bn1.out",
                        "8 n.in",
                        "8 h",
                        "10 bn1.out");
        Json.Obj first = lines.stream()
                .filter(l -> l.text("probe").isPresent())
                .findFirst()
                .orElseThrow();
        assertThat(((Json.Obj) first.find("quantiles").orElseThrow()).members().keySet())
                .containsExactly("0", "50", "100");
    }

    @Test
    void quantilesAreThoseOfTheBatch() throws IOException {
        // The net's input in the first step: 16 examples in order.
        List<Json.Obj> lines = lines(train(SmallTraining.model(NET + PROBES)));
        var data = SmallTraining.blobs(List.of(2, 4, 4)).training();
        var all = new float[16 * 32];
        var channel = new float[16 * 16];
        for (int e = 0; e < 16; e++) {
            data.readInput(e, all, e * 32);
            System.arraycopy(all, e * 32, channel, e * 16, 16);
        }
        Json.Obj probe = lines.stream()
                .filter(l -> l.text("probe").filter("c.in"::equals).isPresent())
                .findFirst()
                .orElseThrow();
        assertThat(value(probe, "quantiles", "50")).isCloseTo(median(all), within(1e-12));
        assertThat(value(probe, "unit0", "50")).isCloseTo(median(channel), within(1e-12));
        assertThat(value(probe, "quantiles", "85")).isGreaterThan(value(probe, "quantiles", "50"));
    }

    private static double median(float[] values) {
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        return ((double) sorted[sorted.length / 2] + sorted[sorted.length / 2 - 1]) / 2;
    }

    private static double value(Json.Obj line, String which, String percent) {
        Json.Obj object = (Json.Obj) line.find(which).orElseThrow();
        return ((Json.Num) object.find(percent).orElseThrow()).value();
    }

    @Test
    void watchingChangesNothing() throws IOException {
        List<Json.Obj> plain = lines(train(SmallTraining.model(NET)));
        List<Json.Obj> watched = lines(train(SmallTraining.model(NET + PROBES)));
        assertThat(losses(plain)).hasSize(10).isEqualTo(losses(watched));
    }

    private static List<Double> losses(List<Json.Obj> lines) {
        return lines.stream()
                .flatMap(l -> l.find("loss").stream())
                .map(l -> ((Json.Num) l).value())
                .toList();
    }

    @Test
    void aResumedRunWritesTheSameBytes() throws IOException {
        Model model = SmallTraining.model(NET + PROBES);
        byte[] whole = Files.readAllBytes(train(model).metrics());
        for (int stop : new int[] {0, 1, 4, 7}) {
            RunFolder folder = RunFolder.create(runs, "stopped");
            var asked = new AtomicInteger();
            Datasets data = SmallTraining.blobs(List.of(2, 4, 4));
            for (TrainOptions options :
                    List.of(TrainOptions.defaults(), TrainOptions.defaults().resuming())) {
                boolean first = !options.resume();
                SmallTraining.run(
                        model,
                        SmallTraining.programs(model),
                        data,
                        folder,
                        options,
                        () -> first && asked.getAndIncrement() >= stop,
                        new SmallTraining.Heard());
            }
            assertThat(Files.readAllBytes(folder.metrics())).isEqualTo(whole);
        }
    }
}
