package dev.bnc.cli.report;

import dev.bnc.runtime.artifact.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/// What a run folder holds, for comparison with others.
///
/// @param label what the run is called on the page; no two runs of a page are called the same
/// @param facts `run.json`
/// @param losses training loss of each step
/// @param scores validations, in order
/// @param probes percentiles of probed values, by probe
public record RunData(
        String label, Json.Obj facts, List<Loss> losses, List<Score> scores, SequencedMap<String, Probe> probes) {
    public RunData {
        losses = List.copyOf(losses);
        scores = List.copyOf(scores);
        probes = new LinkedHashMap<>(probes);
    }

    /// Loss of the batch of one step, before its update; NaN where it was not finite.
    ///
    /// @param epoch the epoch the step is part of, from 1
    public record Loss(long step, long epoch, double value) {}

    /// A validation after `step` updates.
    public record Score(long step, double loss, OptionalDouble accuracy) {}

    /// Percentiles of a probed value over the run.
    ///
    /// @param percents which, ascending: 15, 50, 85
    /// @param unit those of the first unit or channel
    /// @param all those of all units together
    public record Probe(List<String> percents, List<Band> unit, List<Band> all) {
        public Probe {
            percents = List.copyOf(percents);
            unit = List.copyOf(unit);
            all = List.copyOf(all);
        }
    }

    /// The lowest, the middle and the highest of the recorded percentiles at one step.
    public record Band(long step, double low, double middle, double high) {
        double spread() {
            return high - low;
        }
    }

    /// `finished`, `interrupted`, `running` (or killed), `diverged`, or `unknown`.
    public String status() {
        return facts.text("status").orElse("unknown");
    }

    /// The status, or `ended early` of a finished run whose measure stood still.
    public String outcome() {
        boolean early = facts.find("ended_early").filter(new Json.Bool(true)::equals).isPresent() && status().equals("finished");
        return early ? "ended early" : status();
    }

    /// Updates done by the last checkpoint, or by the step at which training diverged.
    public long steps() {
        return facts.whole("step").orElse(0L);
    }

    /// What a probe recorded, if this run has it.
    Optional<Probe> probe(String name) {
        return Optional.ofNullable(probes.get(name));
    }

    /// A number of `run.json`.
    public OptionalDouble number(String name) {
        Optional<Json> found = facts.find(name);
        return found.isPresent() && found.get() instanceof Json.Num number
                ? OptionalDouble.of(number.value())
                : OptionalDouble.empty();
    }
}
