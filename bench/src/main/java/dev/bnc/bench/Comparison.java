package dev.bnc.bench;

import dev.bnc.bench.engine.BncTraining;
import dev.bnc.bench.engine.Contender;
import dev.bnc.bench.engine.Engine;
import dev.bnc.bench.engine.TorchEngine;
import dev.bnc.bench.engine.TorchTraining;
import dev.bnc.bench.engine.TrainingTask;
import dev.bnc.bench.measure.Rounds;
import dev.bnc.bench.measure.Times;
import dev.bnc.bench.report.Measurement;
import dev.bnc.bench.report.Measurement.Task;
import dev.bnc.compiler.Compiler;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Measures engines side by side at one task and compares their answers.
final class Comparison {
    private Comparison() {}

    /// Prepares a net in all engines and measures.
    ///
    /// @param net as it was trained; engines get it with its batch norms folded
    /// @param engines the first is bnc
    static List<Measurement> ofInference(Workload net, Task task, List<Engine> engines, Rounds rounds) {
        Workload folded = net.with(Compiler.fuse(net.model()).model());
        var contenders = new ArrayList<Contender>();
        try {
            engines.forEach(engine -> contenders.add(engine.prepare(folded, task.threads())));
            List<String> names = engines.stream().map(Engine::name).toList();
            return measured(task, names, contenders, new TorchEngine().answer(net), rounds);
        } finally {
            contenders.forEach(Contender::close);
        }
    }

    /// Prepares a training in bnc and libtorch and measures its steps.
    static List<Measurement> ofTraining(TrainingTask training, Task task, Rounds rounds) {
        try (var ours = new BncTraining(training, task.threads());
                var theirs = TorchTraining.of(training, task.threads())) {
            return measured(task, List.of("bnc", "torch"), List.of(ours, theirs), theirs.answer(), rounds);
        }
    }

    /// One measurement for each contender.
    ///
    /// @param expected what all should answer
    private static List<Measurement> measured(
            Task task, List<String> names, List<? extends Contender> contenders, float[] expected, Rounds rounds) {
        List<Times> times = rounds.measure(contenders);
        double best = times.stream().skip(1).mapToDouble(Times::median).min().orElse(Double.NaN);
        var measurements = new ArrayList<Measurement>();
        for (int i = 0; i < contenders.size(); i++) {
            Contender contender = contenders.get(i);
            OptionalDouble ratio = i == 0 && !Double.isNaN(best)
                    ? OptionalDouble.of(times.getFirst().median() / best)
                    : OptionalDouble.empty();
            double difference = difference(expected, contender.answer());
            measurements.add(
                    new Measurement(task, names.get(i), contender.remark(), times.get(i), difference, ratio));
        }
        return measurements;
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
