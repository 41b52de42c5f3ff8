package dev.bnc.compiler.elaborate;

import dev.bnc.runtime.train.Remainder;
import dev.bnc.runtime.train.Schedule;
import dev.bnc.runtime.train.Span;
import dev.bnc.runtime.train.Stop;
import dev.bnc.runtime.train.Stretch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads `schedule = step(by = 0.1, every = 10 epochs)` and the like.
///
/// @param patience reads what a plateau is
/// @param early what it means that training ends before a warm-up does
record Schedules(PatienceReader patience, Early early) {
    /// An end of training that comes soon.
    enum Early {
        /// The net contradicts itself.
        IS_WRONG,
        /// The caller wants to see the first steps only.
        CUTS
    }

    static final List<Signature> SIGNATURES = List.of(
            new Signature("schedule", "constant", List.of(), 0, List.of()),
            new Signature("schedule", "step", List.of("by", "every"), 2, List.of()),
            new Signature("schedule", "exponential", List.of("by", "every"), 2, List.of()),
            new Signature("schedule", "cosine", List.of(), 0, List.of("over", "floor")),
            new Signature("schedule", "polynomial", List.of("power"), 1, List.of("over", "floor")),
            new Signature("schedule", "one_cycle", List.of(), 0, List.of("over", "rise", "from", "floor")),
            new Signature(
                    "schedule",
                    "plateau",
                    List.of("by", "patience"),
                    2,
                    Stream.concat(PatienceReader.OPTIONS.stream(), Stream.of("floor"))
                            .toList()),
            new Signature("schedule", "warmup", List.of("over"), 1, List.of("from", "then")));

    // Those of PyTorch's OneCycleLR: a 25th of the rate at first, a 10,000th of that in the end.
    private static final double RISE = 0.3;
    private static final double CYCLE_START = 0.04;
    private static final double CYCLE_END = 4e-6;

    /// @param stop when training ends, which is how long schedules take where nothing else is said
    Schedule read(Given given, Stop stop) {
        return read(given, stop.after().map(Stretch.class::cast));
    }

    /// @param left how long training goes on, if that is known
    private Schedule read(Given given, Optional<Stretch> left) {
        Map.Entry<String, Arguments> call = CallReader.bind(given, SIGNATURES);
        Arguments arguments = call.getValue();
        return switch (call.getKey()) {
            case "step" -> new Schedule.Step(arguments.required("by").positive(), every(arguments));
            case "exponential" ->
                new Schedule.Exponential(arguments.required("by").positive(), every(arguments));
            case "cosine" -> new Schedule.Cosine(over(given, arguments, left), share(arguments, "floor", 0));
            case "polynomial" ->
                new Schedule.Polynomial(
                        arguments.required("power").positive(),
                        over(given, arguments, left),
                        share(arguments, "floor", 0));
            case "one_cycle" ->
                new Schedule.OneCycle(
                        over(given, arguments, left),
                        share(arguments, "rise", RISE),
                        share(arguments, "from", CYCLE_START),
                        share(arguments, "floor", CYCLE_END));
            case "plateau" ->
                new Schedule.Plateau(
                        arguments.required("by").realIn(0, 1), patience.read(arguments), share(arguments, "floor", 0));
            case "warmup" -> warmUp(arguments, left);
            default -> new Schedule.Constant();
        };
    }

    private Schedule warmUp(Arguments arguments, Optional<Stretch> left) {
        Given length = arguments.required("over");
        Span over = Spans.span(length);
        Optional<Stretch> after = left.map(all -> rest(length, over, all));
        Schedule then = arguments.find("then").map(g -> read(g, after)).orElseGet(Schedule.Constant::new);
        return new Schedule.WarmUp(share(arguments, "from", 0), over, then);
    }

    /// What is left of `whole` after `over`. Whatever comes after a warm-up that is cut is never reached.
    private Stretch rest(Given length, Span over, Stretch whole) {
        if (!(whole instanceof Span all) || over.unit() != all.unit()) {
            return new Remainder(whole, over);
        }
        if (over.count() >= all.count() && early == Early.CUTS) {
            return new Span(1, all.unit());
        }
        if (over.count() >= all.count()) {
            throw length.outOfRange("training ends after " + all + ", before the warm-up does");
        }
        return new Span(all.count() - over.count(), all.unit());
    }

    private static Span every(Arguments arguments) {
        return Spans.span(arguments.required("every"));
    }

    private static double share(Arguments arguments, String name, double otherwise) {
        return arguments.real(name, 0, 1, otherwise);
    }

    /// How long the schedule takes: as long as training, where nothing is said.
    private static Stretch over(Given given, Arguments arguments, Optional<Stretch> left) {
        return arguments
                .find("over")
                .<Stretch>map(Spans::span)
                .or(() -> left)
                .orElseThrow(() -> given.outOfRange("training ends by time alone, so the schedule needs `over`"));
    }
}
