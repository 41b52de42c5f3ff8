package dev.bnc.runtime.train;

import java.util.ArrayList;
import java.util.List;

/// What training told.
final class Heard implements TrainListener {
    final List<Float> losses = new ArrayList<>();
    final List<Integer> batches = new ArrayList<>();
    final List<Long> validatedAt = new ArrayList<>();
    final List<Long> epochs = new ArrayList<>();
    final List<String> notes = new ArrayList<>();

    @Override
    public void step(StepResult result) {
        losses.add(result.loss());
        batches.add(result.examples());
    }

    @Override
    public void validated(long step, double epoch, Validation validation, boolean best) {
        validatedAt.add(step);
    }

    @Override
    public void epoch(EpochResult result) {
        epochs.add(result.epoch());
    }

    @Override
    public void note(String message) {
        notes.add(message);
    }
}
