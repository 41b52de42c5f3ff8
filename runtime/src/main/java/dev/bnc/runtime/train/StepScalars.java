package dev.bnc.runtime.train;

import dev.bnc.runtime.program.ProgramInfo;
import dev.bnc.runtime.program.Slot;

/// The scalars a training program takes anew for each step. A program lists as inputs those that it needs.
public enum StepScalars {
    /// The learning rate of this step.
    LR("lr"),
    /// Number of updates done before, from 0. Floats count exactly to 2^24; after that it starts again, at 1: 0 is the
    /// first step alone.
    STEP("step"),
    /// `1 - beta1^t`, where t counts updates from 1.
    BIAS_CORRECTION1("bias_correction1"),
    /// `1 - beta2^t`.
    BIAS_CORRECTION2("bias_correction2"),
    /// `1 / t`: the weight of this batch in an average over all batches so far.
    CUMULATIVE_WEIGHT("cumulative_weight");

    private static final long EXACT = 1L << 24;

    private final String input;

    StepScalars(String input) {
        this.input = input;
    }

    /// The program input's name.
    public String input() {
        return input;
    }

    /// The value for the update at `at`.
    public double value(TrainSettings settings, Moment at) {
        long step = at.step();
        return switch (this) {
            case LR -> settings.learningRate() * settings.schedule().factor(at);
            case STEP -> step == 0 ? 0 : 1 + (step - 1) % (EXACT - 1);
            case BIAS_CORRECTION1 -> 1 - StrictMath.pow(settings.beta1(), (double) (step + 1));
            case BIAS_CORRECTION2 -> 1 - StrictMath.pow(settings.beta2(), (double) (step + 1));
            case CUMULATIVE_WEIGHT -> 1.0 / (step + 1);
        };
    }

    /// Writes the scalars that `info` lists as inputs into `arena`.
    static void write(TrainSettings settings, Moment at, ProgramInfo info, float[] arena) {
        for (Slot slot : info.inputs()) {
            for (StepScalars scalar : values()) {
                if (scalar.input.equals(slot.name())) {
                    arena[slot.offset()] = (float) scalar.value(settings, at);
                }
            }
        }
    }
}
