package dev.bnc.runtime.train;

import dev.bnc.runtime.program.ProgramInfo;
import dev.bnc.runtime.program.Slot;
import java.util.Optional;
import java.util.OptionalDouble;

/// How many of a training step's own examples the net answered right, before the update and with the batch's statistics.
final class BatchAccuracy {
    private BatchAccuracy() {}

    /// The share of right answers, if they are classes and the program puts its predictions out.
    static OptionalDouble of(ProgramInfo info, TrainSettings settings, float[] arena, float[] targets) {
        Optional<Slot> predictions = info.outputs().stream()
                .filter(slot -> slot.name().equals(settings.prediction()))
                .findFirst();
        if (settings.loss() != Loss.CROSS_ENTROPY || predictions.isEmpty()) {
            return OptionalDouble.empty();
        }
        int classes = predictions.get().size() / info.batch();
        int right = 0;
        for (int i = 0; i < info.batch(); i++) {
            right += largest(arena, predictions.get().offset() + i * classes, classes) == (int) targets[i] ? 1 : 0;
        }
        return OptionalDouble.of((double) right / info.batch());
    }

    /// The place of the largest of `count` values, the first of equals.
    private static int largest(float[] values, int from, int count) {
        int largest = 0;
        for (int i = 1; i < count; i++) {
            largest = values[from + i] > values[from + largest] ? i : largest;
        }
        return largest;
    }
}
