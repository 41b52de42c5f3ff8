package dev.bnc.compiler.elaborate;

import dev.bnc.runtime.train.Schedule;
import dev.bnc.runtime.train.Span;
import dev.bnc.runtime.train.Stop;
import java.util.List;
import java.util.Map;

/// Reads `schedule = step(by = 0.1, every = 10 epochs)` and the like.
final class Schedules {
    static final List<Signature> SIGNATURES = List.of(
            new Signature("schedule", "constant", List.of(), 0, List.of()),
            new Signature("schedule", "step", List.of("by", "every"), 2, List.of()),
            new Signature("schedule", "exponential", List.of("by", "every"), 2, List.of()),
            new Signature("schedule", "cosine", List.of(), 0, List.of("over", "floor")),
            new Signature("schedule", "polynomial", List.of("power"), 1, List.of("over", "floor")),
            new Signature("schedule", "warmup", List.of("over"), 1, List.of("from", "then")));

    private Schedules() {}

    static Schedule read(Given given, Stop stop) {
        Map.Entry<String, Arguments> call = CallReader.bind(given, SIGNATURES);
        Arguments arguments = call.getValue();
        return switch (call.getKey()) {
            case "step" -> new Schedule.Step(arguments.required("by").positive(), every(arguments));
            case "exponential" ->
                new Schedule.Exponential(arguments.required("by").positive(), every(arguments));
            case "cosine" -> new Schedule.Cosine(over(given, arguments, stop), floor(arguments));
            case "polynomial" ->
                new Schedule.Polynomial(
                        arguments.required("power").positive(), over(given, arguments, stop), floor(arguments));
            case "warmup" ->
                new Schedule.WarmUp(
                        arguments.real("from", 0, 1, 0), Spans.span(arguments.required("over")), then(arguments, stop));
            default -> new Schedule.Constant();
        };
    }

    private static Span every(Arguments arguments) {
        return Spans.span(arguments.required("every"));
    }

    private static double floor(Arguments arguments) {
        return arguments.real("floor", 0, 1, 0);
    }

    /// How long the schedule takes: as long as training, where nothing is said.
    private static Span over(Given given, Arguments arguments, Stop stop) {
        return arguments
                .find("over")
                .map(Spans::span)
                .or(stop::after)
                .orElseThrow(() -> given.outOfRange("training ends by time alone, so the schedule needs `over`"));
    }

    private static Schedule then(Arguments arguments, Stop stop) {
        return arguments.find("then").map(g -> read(g, stop)).orElseGet(Schedule.Constant::new);
    }
}
