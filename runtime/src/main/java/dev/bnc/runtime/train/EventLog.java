package dev.bnc.runtime.train;

import dev.bnc.runtime.artifact.EventFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What TensorBoard shows of a run: losses and accuracies, the learning rate, and how probed values are distributed.
final class EventLog implements AutoCloseable {
    private final EventFile file;

    EventLog(Path folder, long firstStep) {
        this.file = new EventFile(folder, firstStep);
    }

    void step(TrainListener.StepResult result) {
        var values = new LinkedHashMap<String, Double>();
        values.put("loss/train", (double) result.loss());
        result.accuracy().ifPresent(accuracy -> values.put("accuracy/train", accuracy));
        values.put("learning_rate", result.learningRate());
        file.scalars(result.step(), values);
    }

    void validated(long step, Validation validation) {
        var values = new LinkedHashMap<String, Double>();
        values.put("loss/test", validation.loss());
        validation.accuracy().ifPresent(accuracy -> values.put("accuracy/test", accuracy));
        file.scalars(step, values);
        file.flush();
    }

    void probe(long step, Probe probe, Distribution values) {
        String name = "probe/" + probe.name();
        SequencedMap<String, Double> numbers = new LinkedHashMap<>();
        numbers.put(name + "/mean", values.mean());
        numbers.put(name + "/variance", values.variance());
        numbers.put(name + "/dead_units", (double) values.dead());
        file.scalars(step, numbers);
        if (!values.counts().isEmpty()) {
            file.histogram(step, name, histogram(values));
        }
    }

    private static EventFile.Histogram histogram(Distribution values) {
        int bins = values.counts().size();
        long all = values.counts().stream().mapToLong(Long::longValue).sum();
        double width = ((double) values.most() - values.least()) / bins;
        List<Double> limits = new ArrayList<>();
        for (int bin = 1; bin < bins; bin++) {
            limits.add(values.least() + bin * width);
        }
        limits.add((double) values.most());
        return new EventFile.Histogram(
                values.least(),
                values.most(),
                all * values.mean(),
                all * (values.variance() + values.mean() * values.mean()),
                limits,
                values.counts().stream().map(Long::doubleValue).toList());
    }

    void flush() {
        file.flush();
    }

    @Override
    public void close() {
        file.close();
    }
}
