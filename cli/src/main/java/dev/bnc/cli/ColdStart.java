package dev.bnc.cli;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// What the time went to between the start of the process and the first answer.
final class ColdStart {
    private final SequencedMap<String, Double> stages = new LinkedHashMap<>();
    private long last = System.nanoTime();

    /// To be made when the command begins: all before was the start of Java.
    ColdStart() {
        long milliseconds = System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime();
        stages.put("java", 1e-3 * milliseconds);
    }

    /// Ends a stage.
    void reached(String stage) {
        long now = System.nanoTime();
        stages.put(stage, 1e-9 * (now - last));
        last = now;
    }

    /// Seconds of each stage, in order.
    SequencedMap<String, Double> stages() {
        return new LinkedHashMap<>(stages);
    }

    /// Seconds of all stages.
    double total() {
        return stages.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
