package dev.bnc.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Measurements as comma-separated values; times in seconds, speeds in operations a second.
public final class Csv {
    private Csv() {}

    /// A heading and a line for each measurement.
    public static String of(List<Measurement> measurements) {
        return "net,task,batch,threads,engine,remark,calls,median,p10,p90,flops,peak,ratio,difference,wrong\n"
                + measurements.stream().map(Csv::line).collect(Collectors.joining());
    }

    private static String line(Measurement m) {
        return String.format(
                Locale.ROOT,
                "%s,%s,%d,%d,%s,%s,%d,%.9f,%.9f,%.9f,%.0f,%.0f,%s,%s,%b%n",
                m.task().net(),
                m.task().training() ? "training" : "inference",
                m.task().batch(),
                m.task().threads(),
                m.engine(),
                m.remark(),
                m.times().calls(),
                m.times().median(),
                m.times().quantile(0.1),
                m.times().quantile(0.9),
                m.flopsPerSecond(),
                m.task().peak(),
                m.ratio().isPresent()
                        ? String.format(Locale.ROOT, "%.4f", m.ratio().getAsDouble())
                        : "",
                String.format(Locale.ROOT, "%.3e", m.difference()),
                m.wrong());
    }
}
