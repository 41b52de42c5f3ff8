package dev.bnc.bench;

import dev.bnc.bench.engine.Contender;
import dev.bnc.bench.engine.Engine;
import dev.bnc.bench.measure.Rounds;
import dev.bnc.bench.measure.Times;
import dev.bnc.bench.report.Measurement;
import dev.bnc.bench.report.Measurement.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Measures engines side by side at one task and compares their answers.
final class Comparison {
    private Comparison() {}

    /// One measurement for each contender.
    ///
    /// @param names of the engines, in the order of the contenders; the first is bnc
    static List<Measurement> of(Task task, List<String> names, List<? extends Contender> contenders, Rounds rounds) {
        List<Times> times = rounds.measure(contenders);
        float[] ours = contenders.getFirst().answer();
        double best = times.stream().skip(1).mapToDouble(Times::median).min().orElse(Double.NaN);
        var measurements = new ArrayList<Measurement>();
        for (int i = 0; i < contenders.size(); i++) {
            Contender contender = contenders.get(i);
            measurements.add(new Measurement(
                    task,
                    names.get(i),
                    contender.remark(),
                    times.get(i),
                    i == 0 ? OptionalDouble.empty() : OptionalDouble.of(difference(ours, contender.answer())),
                    i == 0 && !Double.isNaN(best)
                            ? OptionalDouble.of(times.getFirst().median() / best)
                            : OptionalDouble.empty()));
        }
        return measurements;
    }

    /// Prepares a net in all engines, measures, and lets go of it.
    static List<Measurement> ofInference(Workload workload, Task task, List<Engine> engines, Rounds rounds) {
        var contenders = new ArrayList<Contender>();
        try {
            engines.forEach(e -> contenders.add(e.prepare(workload, task.threads())));
            return of(task, engines.stream().map(Engine::name).toList(), contenders, rounds);
        } finally {
            contenders.forEach(Contender::close);
        }
    }

    /// Largest difference, relative to the largest number; NaN if there is one in either, or the sizes differ.
    static double difference(float[] expected, float[] actual) {
        if (expected.length != actual.length) {
            return Double.NaN;
        }
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
        }
        return difference == 0 ? 0 : difference / largest;
    }
}
