package dev.bnc.cli;

import dev.bnc.compiler.measure.CallTimes;
import dev.bnc.compiler.measure.MemoryUse;
import dev.bnc.compiler.measure.StepTime;
import dev.bnc.runtime.artifact.Json;
import java.util.Map;
import java.util.OptionalInt;

/// What `bnc bench` found, for programs: times in seconds, memory in bytes.
final class BenchJson {
    private BenchJson() {}

    static Json.Obj of(BenchReport report) {
        return new Json.Obj()
                .with("file", report.file().toString())
                .with("task", report.task())
                .with("batch", report.plan().batch())
                .with("threads", report.execution().threads())
                .with("cold_start", coldStart(report.start()))
                .with("warm_up", warmUp(report.warmUp(), report.calls()))
                .with("latency", latency(report.calls()))
                .with("memory", memory(report.memory()))
                .with(
                        "steps",
                        new Json.Arr(
                                report.steps().stream().map(BenchJson::step).toList()));
    }

    static Json coldStart(ColdStart start) {
        Json.Obj stages = new Json.Obj().with("total", start.total());
        for (Map.Entry<String, Double> stage : start.stages().entrySet()) {
            stages = stages.with(stage.getKey().replace(' ', '_'), stage.getValue());
        }
        return stages;
    }

    /// @param calls those after
    static Json warmUp(CallTimes times, CallTimes calls) {
        Json.Obj warmUp = new Json.Obj()
                .with(
                        "calls",
                        new Json.Arr(BenchReport.told(times)
                                .<Json>mapToObj(call ->
                                        new Json.Obj().with("call", call).with("seconds", times.seconds()[call - 1]))
                                .toList()));
        OptionalInt steady = times.steadyFrom(calls.median());
        return steady.isPresent() ? warmUp.with("steady_from_call", steady.getAsInt()) : warmUp;
    }

    static Json latency(CallTimes calls) {
        return new Json.Obj()
                .with("calls", calls.count())
                .with("median", calls.median())
                .with("p10", calls.quantile(0.1))
                .with("p90", calls.quantile(0.9))
                .with("p99", calls.quantile(0.99))
                .with("slowest", calls.quantile(1));
    }

    private static Json memory(MemoryUse memory) {
        return new Json.Obj()
                .with("total", memory.total())
                .with("state", memory.state())
                .with("arena", memory.arena())
                .with("prepared", memory.prepared())
                .with("workspaces", memory.workspaces())
                .with("least_arena", memory.least());
    }

    private static Json step(StepTime step) {
        return new Json.Obj()
                .with("step", step.number())
                .with("layer", step.layer())
                .with("what", step.kind())
                .with("seconds", step.seconds())
                .with("flops", step.step().flops())
                .with("bytes", step.step().bytes());
    }
}
