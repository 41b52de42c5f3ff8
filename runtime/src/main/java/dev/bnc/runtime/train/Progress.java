package dev.bnc.runtime.train;

import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.Checkpoint;
import dev.bnc.runtime.train.TrainResult.Scored;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/// How far a run is: what a checkpoint holds besides the state.
///
/// @param step updates done
/// @param epochLoss sum of the losses of the epoch under way
/// @param rate what was seen of the measure that the learning rate depends on, if it does
/// @param end what was seen of the measure that may end training early, if one may
record Progress(long step, double epochLoss, Optional<Scored> last, Optional<Scored> best, Vigil rate, Vigil end) {
    static final Progress START =
            new Progress(0, 0, Optional.empty(), Optional.empty(), Vigil.START, Vigil.START);

    Progress stepped(float loss) {
        return new Progress(step + 1, epochLoss + loss, last, best, rate, end);
    }

    Progress nextEpoch() {
        return new Progress(step, 0, last, best, rate, end);
    }

    Progress validated(Validation validation) {
        var scored = new Scored(step, validation);
        boolean better = best.isEmpty() || scored.betterThan(best.get());
        return new Progress(
                step, epochLoss, Optional.of(scored), better ? Optional.of(scored) : best, rate, end);
    }

    /// After the newest validation was looked at for what depends on it.
    Progress watched(TrainSettings settings, long stepsPerEpoch) {
        Scored newest = last.orElseThrow();
        Vigil forRate = settings.schedule()
                .watched()
                .map(patience -> {
                    Vigil seen = rate.seen(patience, newest);
                    return seen.isOver(patience, step, stepsPerEpoch) ? seen.again(step) : seen;
                })
                .orElse(rate);
        Vigil forEnd =
                settings.stop().patience().map(patience -> end.seen(patience, newest)).orElse(end);
        return new Progress(step, epochLoss, last, best, forRate, forEnd);
    }

    /// Whether training ends here though its steps are not done. Where it was stopped in this way it stays ended, unless
    /// it is given more patience.
    boolean isEndedEarly(Stop stop, long stepsPerEpoch) {
        return stop.patience().isPresent()
                && last.isPresent()
                && end.isOver(stop.patience().get(), last.get().step(), stepsPerEpoch);
    }

    /// Where the next step is.
    Moment moment(long next, long stepsPerEpoch) {
        return new Moment(next, stepsPerEpoch, rate.plateaus());
    }

    /// Whether the newest validation is the best.
    boolean isBest() {
        return last.equals(best);
    }

    SequencedMap<String, String> facts() {
        SequencedMap<String, String> facts = new LinkedHashMap<>();
        facts.put("step", Long.toString(step));
        facts.put("epoch_loss", Double.toString(epochLoss));
        last.ifPresent(scored -> describe("last", scored, facts));
        best.ifPresent(scored -> describe("best", scored, facts));
        describe("rate", rate, facts);
        describe("end", end, facts);
        return facts;
    }

    static Progress of(Checkpoint checkpoint) {
        return new Progress(
                checkpoint.wholeFact("step"),
                number(checkpoint, "epoch_loss"),
                scored(checkpoint, "last"),
                scored(checkpoint, "best"),
                vigil(checkpoint, "rate"),
                vigil(checkpoint, "end"));
    }

    // Only of what is watched.
    private static void describe(String which, Vigil vigil, SequencedMap<String, String> facts) {
        if (!vigil.equals(Vigil.START)) {
            facts.put(which + "_watched", Double.toString(vigil.best()));
            facts.put(which + "_since", Long.toString(vigil.since()));
            facts.put(which + "_plateaus", Integer.toString(vigil.plateaus()));
        }
    }

    private static Vigil vigil(Checkpoint checkpoint, String which) {
        return checkpoint.facts().containsKey(which + "_watched")
                ? new Vigil(
                        number(checkpoint, which + "_watched"),
                        checkpoint.wholeFact(which + "_since"),
                        Math.toIntExact(checkpoint.wholeFact(which + "_plateaus")))
                : Vigil.START;
    }

    private static void describe(String which, Scored scored, SequencedMap<String, String> facts) {
        facts.put(which + "_step", Long.toString(scored.step()));
        facts.put(which + "_examples", Integer.toString(scored.validation().examples()));
        facts.put(which + "_loss", Double.toString(scored.validation().loss()));
        scored.validation().accuracy().ifPresent(accuracy -> facts.put(which + "_accuracy", Double.toString(accuracy)));
    }

    private static Optional<Scored> scored(Checkpoint checkpoint, String which) {
        if (!checkpoint.facts().containsKey(which + "_step")) {
            return Optional.empty();
        }
        OptionalDouble accuracy = checkpoint.facts().containsKey(which + "_accuracy")
                ? OptionalDouble.of(number(checkpoint, which + "_accuracy"))
                : OptionalDouble.empty();
        var validation = new Validation(
                Math.toIntExact(checkpoint.wholeFact(which + "_examples")),
                number(checkpoint, which + "_loss"),
                accuracy);
        return Optional.of(new Scored(checkpoint.wholeFact(which + "_step"), validation));
    }

    private static double number(Checkpoint checkpoint, String fact) {
        try {
            return Double.parseDouble(checkpoint.fact(fact));
        } catch (NumberFormatException wrong) {
            throw new ArtifactException("the checkpoint says " + fact + " = " + checkpoint.fact(fact), wrong);
        }
    }
}
