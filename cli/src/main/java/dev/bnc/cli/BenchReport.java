package dev.bnc.cli;

import dev.bnc.compiler.measure.CallTimes;
import dev.bnc.compiler.measure.MemoryUse;
import dev.bnc.compiler.measure.StepTime;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What `bnc bench` found.
///
/// @param task in words: `inference`, `training step`
/// @param warmUp the first calls
/// @param calls those after, once warm
record BenchReport(
        Path file,
        String task,
        Execution execution,
        Plan plan,
        ColdStart start,
        CallTimes warmUp,
        CallTimes calls,
        MemoryUse memory,
        List<StepTime> steps) {
    /// Calls of the warm-up that are told: the first, the second, the fifth, and so on.
    private static final int[] TOLD = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000};

    BenchReport {
        steps = List.copyOf(steps);
    }

    String text() {
        int batch = plan.batch();
        String title = "%s: %s of %,d example%s, %s%n"
                .formatted(file, task, batch, batch == 1 ? "" : "s", execution.description());
        List<List<String>> facts = List.of(
                List.of("cold start", coldStart(start)),
                List.of("warm-up", warmUpText(warmUp, calls)),
                List.of("latency", latency(calls)),
                List.of("speed", speed()),
                List.of("memory", memoryText()),
                List.of("steps", "%d, one by one %s".formatted(steps.size(), Units.time(together()))));
        return title + TextTable.of(facts, 2) + TextTable.of(table(), 3);
    }

    static String coldStart(ColdStart start) {
        String stages = start.stages().entrySet().stream()
                .map(stage -> stage.getKey() + " " + Units.time(stage.getValue()))
                .collect(Collectors.joining(", "));
        return Units.time(start.total()) + " from the start of the process to the first answer: " + stages;
    }

    /// @param calls those after
    static String warmUpText(CallTimes warmUp, CallTimes calls) {
        String curve = told(warmUp)
                .mapToObj(call -> "call %,d %s".formatted(call, Units.time(warmUp.seconds()[call - 1])))
                .collect(Collectors.joining(", "));
        return curve + "; " + steady(warmUp, calls);
    }

    /// Calls of the warm-up that are told, counted from 1.
    static IntStream told(CallTimes warmUp) {
        return IntStream.of(TOLD).filter(call -> call <= warmUp.count());
    }

    private static String steady(CallTimes warmUp, CallTimes calls) {
        OptionalInt from = warmUp.steadyFrom(calls.median());
        return from.isPresent()
                ? "steady from call %,d, after %s"
                        .formatted(
                                from.getAsInt(),
                                Units.time(warmUp.first(from.getAsInt() - 1).sum()))
                : "not steady after " + Units.time(warmUp.sum());
    }

    static String latency(CallTimes calls) {
        return "median %s, p10 %s, p90 %s, p99 %s, slowest %s; %,d calls"
                .formatted(
                        Units.time(calls.median()),
                        Units.time(calls.quantile(0.1)),
                        Units.time(calls.quantile(0.9)),
                        Units.time(calls.quantile(0.99)),
                        Units.time(calls.quantile(1)),
                        calls.count());
    }

    private String speed() {
        return "%,.0f examples/s, %s GFLOP/s"
                .formatted(plan.batch() / calls.median(), Units.digits(1e-9 * flops() / calls.median()));
    }

    private String memoryText() {
        return "%s: state %s, arena %s (of it prepared weights %s, workspaces %s; %s at least)"
                .formatted(
                        Units.bytes(memory.total()),
                        Units.bytes(memory.state()),
                        Units.bytes(memory.arena()),
                        Units.bytes(memory.prepared()),
                        Units.bytes(memory.workspaces()),
                        Units.bytes(memory.least()));
    }

    private long flops() {
        return plan.steps().stream().mapToLong(Step::flops).sum();
    }

    private double together() {
        return steps.stream().mapToDouble(StepTime::seconds).sum();
    }

    private List<List<String>> table() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("step", "layer", "what", "time", "share", "GFLOP/s", "bytes", "GB/s"));
        for (StepTime step : steps) {
            rows.add(List.of(
                    Integer.toString(step.number()),
                    step.layer(),
                    step.kind(),
                    Units.time(step.seconds()),
                    String.format(Locale.ROOT, "%.1f %%", 100 * step.seconds() / together()),
                    Units.digits(1e-9 * step.step().flops() / step.seconds()),
                    Units.bytes(step.step().bytes()),
                    Units.digits(1e-9 * step.step().bytes() / step.seconds())));
        }
        return rows;
    }

    String json() {
        return BenchJson.of(this).toString();
    }
}
