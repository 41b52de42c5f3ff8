package dev.bnc.cli;

import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.Traffic;
import dev.bnc.compiler.measure.CallTimes;
import dev.bnc.compiler.measure.LaunchTime;
import dev.bnc.runtime.artifact.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What `bnc bench` found of a program on a GPU.
///
/// @param task in words: `inference`, `training step`
/// @param device in words
/// @param warmUp the first calls
record DeviceBenchReport(
        Path file,
        String task,
        String device,
        LaunchPlan plan,
        ColdStart start,
        CallTimes warmUp,
        Times times,
        List<LaunchTime> steps) {
    /// Times of whole runs.
    ///
    /// @param calls of the CPU, one after the other
    /// @param graphs by the GPU's clock
    /// @param streamed seconds a run while others are under way
    /// @param copyBandwidth bytes that a copy reads and writes in a second
    record Times(CallTimes calls, CallTimes graphs, double streamed, double copyBandwidth) {}

    DeviceBenchReport {
        steps = List.copyOf(steps);
    }

    String text() {
        int batch = plan.batch();
        String title = "%s: %s of %,d example%s, %s%n".formatted(file, task, batch, batch == 1 ? "" : "s", device);
        Traffic traffic = plan.traffic();
        double streamed = times.streamed();
        List<List<String>> facts = List.of(
                List.of("cold start", BenchReport.coldStart(start)),
                List.of("warm-up", BenchReport.warmUpText(warmUp, times.calls())),
                List.of("latency", BenchReport.latency(times.calls())),
                List.of("on the gpu", BenchReport.latency(times.graphs()).replace("calls", "runs")),
                List.of(
                        "speed",
                        "%s a run with others under way: %,.0f examples/s, %s GFLOP/s"
                                .formatted(
                                        Units.time(streamed),
                                        batch / streamed,
                                        Units.digits(1e-9 * traffic.flops() / streamed))),
                List.of(
                        "memory",
                        "%s: state %s, all else %s"
                                .formatted(
                                        Units.bytes(plan.arena().bytes()),
                                        Units.bytes(plan.arena().stateBytes()),
                                        Units.bytes(plan.arena().bytes()
                                                - plan.arena().stateBytes()))),
                List.of("copies", Units.bytes(Math.round(times.copyBandwidth())) + "/s read and written"),
                List.of("steps", "%d, one by one %s".formatted(steps.size(), Units.time(together()))));
        return title + TextTable.of(facts, 2) + TextTable.of(table(), 3);
    }

    private double together() {
        return steps.stream().mapToDouble(LaunchTime::seconds).sum();
    }

    private List<List<String>> table() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("step", "layer", "what", "time", "share", "GFLOP/s", "bytes", "GB/s", "of copies"));
        for (LaunchTime time : steps) {
            double bandwidth = time.bytes() / time.seconds();
            rows.add(List.of(
                    Integer.toString(time.number()),
                    layer(time.step()),
                    time.step().name(),
                    Units.time(time.seconds()),
                    percent(time.seconds() / together()),
                    Units.digits(1e-9 * time.step().effects().flops() / time.seconds()),
                    Units.bytes(time.bytes()),
                    Units.digits(1e-9 * bandwidth),
                    percent(bandwidth / times.copyBandwidth())));
        }
        return rows;
    }

    private static String layer(LaunchStep step) {
        return step.effects().origin().layer();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    String json() {
        return new Json.Obj()
                .with("file", file.toString())
                .with("task", task)
                .with("batch", plan.batch())
                .with("device", device)
                .with("cold_start", BenchJson.coldStart(start))
                .with("warm_up", BenchJson.warmUp(warmUp, times.calls()))
                .with("latency", BenchJson.latency(times.calls()))
                .with("on_the_gpu", BenchJson.latency(times.graphs()))
                .with("seconds_with_others_under_way", times.streamed())
                .with("copy_bandwidth", times.copyBandwidth())
                .with(
                        "memory",
                        new Json.Obj()
                                .with("total", plan.arena().bytes())
                                .with("state", plan.arena().stateBytes()))
                .with(
                        "steps",
                        new Json.Arr(
                                steps.stream().map(DeviceBenchReport::step).toList()))
                .toString();
    }

    private static Json step(LaunchTime time) {
        return new Json.Obj()
                .with("step", time.number())
                .with("layer", layer(time.step()))
                .with("what", time.step().name())
                .with("seconds", time.seconds())
                .with("flops", time.step().effects().flops())
                .with("bytes", time.bytes());
    }
}
