package dev.bnc.runtime.train;

/// What is left of `all` after `before`, where one counts steps and the other epochs: such as ten epochs less 400 steps. At
/// least one step, however long `before` takes.
public record Remainder(Stretch all, Span before) implements Stretch {
    @Override
    public long inSteps(long stepsPerEpoch) {
        return Math.max(1, all.inSteps(stepsPerEpoch) - before.inSteps(stepsPerEpoch));
    }

    @Override
    public double share(Moment at) {
        return Math.min(1, (double) at.step() / inSteps(at.stepsPerEpoch()));
    }

    @Override
    public String toString() {
        return all + " less " + before;
    }
}
