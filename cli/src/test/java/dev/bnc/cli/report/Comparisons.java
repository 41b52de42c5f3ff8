package dev.bnc.cli.report;

import dev.bnc.runtime.artifact.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/// Comparisons to test with.
final class Comparisons {
    private Comparisons() {}

    /// Two runs of 100 steps, the second without accuracies above 0.8, both with a probe.
    static Comparison two(String title, String first, String second) {
        var published = new LinkedHashMap<String, Published>();
        published.put(first, new Published(OptionalDouble.of(0.975), OptionalLong.of(1234567)));
        return new Comparison(
                title,
                List.of(run(first, 1), run(second, 0.8)),
                OptionalDouble.of(0.9),
                Optional.of("Somebody & Co. <2015>"),
                published,
                Optional.of("bnc study '<x>.net'"));
    }

    static RunData run(String label, double most) {
        var probes = new LinkedHashMap<String, RunData.Probe>();
        List<RunData.Band> bands = IntStream.rangeClosed(1, 100)
                .mapToObj(i -> new RunData.Band(i, -1 - 0.01 * i, 0.02 * i, 1 + 0.01 * i))
                .toList();
        probes.put("h.sigmoid.in", new RunData.Probe(List.of("15", "50", "85"), bands, bands));
        Json.Obj facts = new Json.Obj()
                .with("status", "finished")
                .with("step", 100)
                .with("seconds", 3.5)
                .with("step_seconds", 2.0)
                .with("wait_seconds", 0.1)
                .with("device", "cpu, 1 thread");
        return new RunData(
                label,
                facts,
                IntStream.rangeClosed(1, 100)
                        .mapToObj(i -> new RunData.Loss(i, (i + 24) / 25, 2.0 / i))
                        .toList(),
                IntStream.rangeClosed(1, 10)
                        .mapToObj(i -> new RunData.Score(10L * i, 3.0 / i, OptionalDouble.of(most * (1 - 0.5 / i))))
                        .toList(),
                probes);
    }
}
