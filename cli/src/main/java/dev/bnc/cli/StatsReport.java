package dev.bnc.cli;

import dev.bnc.compiler.artifact.ModelArtifact;
import dev.bnc.compiler.artifact.Provenance;
import dev.bnc.compiler.graph.op.Whiten;
import dev.bnc.compiler.shipping.ChannelHealth;
import dev.bnc.compiler.shipping.NormReport;
import dev.bnc.compiler.shipping.TrainEvalGap;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.train.Validation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Prints what `bnc stats` found.
///
/// @param sample what was measured over, if there was data
/// @param gap what the stored statistics cost, if there was data
/// @param written the model that was made with new statistics, if one was
record StatsReport(
        Path file,
        ModelArtifact artifact,
        NormReport norms,
        Optional<Provenance.Sample> sample,
        Optional<TrainEvalGap> gap,
        Optional<Path> written) {
    private static final String NONE = "-";
    private static final int MOST_CHANNELS = 12;

    String text() {
        if (artifact.fused()) {
            return file + ": fused, so no batch norms are left\n" + recorded();
        }
        if (norms.layers().isEmpty()) {
            return file + ": no batch norms\n";
        }
        return file + ": " + summary() + "\n" + table() + legend() + deadChannels() + gapText() + writtenText();
    }

    private String summary() {
        int channels = norms.layers().stream().mapToInt(l -> l.layer().channels()).sum();
        return String.format(
                Locale.ROOT,
                "%s, %,d channels%s",
                layers(),
                channels,
                sample.map(s -> String.format(
                                Locale.ROOT, "; compared over %,d batches of %d of %s", s.batches(), s.batch(), s.dataSet()))
                        .orElse(""));
    }

    private String layers() {
        int whitenings = (int) norms.layers().stream()
                .filter(line -> line.layer().op() instanceof Whiten)
                .count();
        int batchNorms = norms.layers().size() - whitenings;
        return Stream.of(counted(batchNorms, "batch norm"), counted(whitenings, "whitening"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    }

    private static Optional<String> counted(int count, String what) {
        return count == 0 ? Optional.empty() : Optional.of(count + " " + what + (count == 1 ? "" : "s"));
    }

    /// What the manifest of a fused model says of the statistics that went into it.
    private String recorded() {
        Provenance statistics = artifact.statistics();
        if (statistics.layers().isEmpty()) {
            return "";
        }
        String source = statistics
                .sample()
                .map(s -> String.format(
                        Locale.ROOT,
                        "made anew at export, over %,d batches of %d of %s (sha256 %s...)",
                        s.batches(),
                        s.batch(),
                        s.dataSet(),
                        s.sha256().substring(0, Math.min(12, s.sha256().length()))))
                .orElse("as training left them");
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("layer", "kept by", "mean off", "dev off"));
        for (Provenance.Layer layer : statistics.layers()) {
            rows.add(List.of(layer.name(), layer.policy(), meanOff(layer.drift()), deviationOff(layer.drift())));
        }
        return "the statistics that were folded are " + source + "\n" + TextTable.of(rows, 2) + driftLegend(statistics.sample());
    }

    private String table() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("layer", "kept by", "channels", "mean off", "dev off", "var min", "var max", "dead"));
        for (NormReport.Line line : norms.layers()) {
            ChannelHealth health = line.health();
            rows.add(List.of(
                    line.layer().name(),
                    line.layer().policy(),
                    Integer.toString(line.layer().channels()),
                    meanOff(line.drift()),
                    deviationOff(line.drift()),
                    String.format(Locale.ROOT, "%.2e", health.smallest()),
                    String.format(Locale.ROOT, "%.2e", health.largest()),
                    health.dead() == 0 ? NONE : Integer.toString(health.dead())));
        }
        List<String> lines = TextTable.of(rows, 2).lines().toList();
        var marked = new StringBuilder(lines.getFirst()).append('\n');
        for (int i = 0; i < norms.layers().size(); i++) {
            marked.append(lines.get(i + 1)).append(mark(norms.layers().get(i))).append('\n');
        }
        return marked.toString();
    }

    private String mark(NormReport.Line line) {
        if (norms.worst().filter(line::equals).isPresent()) {
            return "  <- worst drift";
        }
        boolean drifts = line.drift()
                .filter(d -> d.worst() > NormReport.NOTABLE_DRIFT)
                .isPresent();
        return drifts ? "  <- drifts" : "";
    }

    private String legend() {
        return driftLegend(sample);
    }

    private static String driftLegend(Optional<Provenance.Sample> sample) {
        return sample.isEmpty()
                ? ""
                : "mean off: in standard deviations of the data, worst channel; dev off: relative, worst channel\n";
    }

    private static String meanOff(Optional<Provenance.Drift> drift) {
        return drift.map(d -> String.format(Locale.ROOT, "%.3f", d.mean())).orElse(NONE);
    }

    private static String deviationOff(Optional<Provenance.Drift> drift) {
        return drift.map(d -> String.format(Locale.ROOT, "%.1f %%", 100 * d.deviation())).orElse(NONE);
    }

    private String deadChannels() {
        var text = new StringBuilder();
        for (NormReport.Line line : norms.layers()) {
            ChannelHealth health = line.health();
            String name = line.layer().name();
            text.append(dead(name, "variance below eps: hardly anything flows in", health.constant()));
            text.append(dead(name, "gamma near 0: hardly anything flows out", health.unscaled()));
            text.append(dead(name, "always negative before a ReLU", health.silent()));
        }
        return text.toString();
    }

    private static String dead(String layer, String why, List<Integer> channels) {
        if (channels.isEmpty()) {
            return "";
        }
        String listed = channels.stream().limit(MOST_CHANNELS).map(c -> Integer.toString(c)).collect(Collectors.joining(", "));
        String more = channels.size() > MOST_CHANNELS ? " and " + (channels.size() - MOST_CHANNELS) + " more" : "";
        return "dead in %s, %s: channel%s %s%s%n".formatted(layer, why, channels.size() == 1 ? "" : "s", listed, more);
    }

    private String gapText() {
        return gap.map(g -> {
                    var rows = new ArrayList<List<String>>();
                    rows.add(List.of("test data", "loss", "accuracy"));
                    rows.add(row("with stored statistics", g.stored()));
                    rows.add(row("with those of each batch", g.batch()));
                    return TextTable.of(rows, 1);
                })
                .orElse("");
    }

    private static List<String> row(String name, Validation validation) {
        var accuracy = validation.accuracy();
        return List.of(
                name,
                String.format(Locale.ROOT, "%.4f", validation.loss()),
                accuracy.isPresent() ? String.format(Locale.ROOT, "%.2f %%", 100 * accuracy.getAsDouble()) : NONE);
    }

    private String writtenText() {
        return written.map(f -> "model  " + f + ", with the statistics of the data\n").orElse("");
    }

    Json.Obj json() {
        Json.Obj report = new Json.Obj().with("model", file.toString()).with("fused", new Json.Bool(artifact.fused()));
        Optional<Provenance.Sample> over = artifact.fused() ? artifact.statistics().sample() : sample;
        if (over.isPresent()) {
            report = report.with("sample", sample(over.get()));
        }
        List<Json> layers = artifact.fused()
                ? artifact.statistics().layers().stream().map(StatsReport::recorded).toList()
                : norms.layers().stream().map(StatsReport::layer).toList();
        report = report.with("layers", new Json.Arr(layers));
        if (gap.isPresent()) {
            report = report.with("stored", measured(gap.get().stored())).with("batch", measured(gap.get().batch()));
        }
        return written.isPresent() ? report.with("written", written.get().toString()) : report;
    }

    private static Json sample(Provenance.Sample sample) {
        return new Json.Obj()
                .with("data_set", sample.dataSet())
                .with("sha256", sample.sha256())
                .with("batches", sample.batches())
                .with("batch", sample.batch());
    }

    private static Json recorded(Provenance.Layer layer) {
        return drifting(new Json.Obj().with("name", layer.name()).with("policy", layer.policy()), layer.drift());
    }

    private static Json.Obj drifting(Json.Obj layer, Optional<Provenance.Drift> drift) {
        return drift.map(d -> layer.with("mean_drift", d.mean()).with("deviation_drift", d.deviation()))
                .orElse(layer);
    }

    private static Json layer(NormReport.Line line) {
        ChannelHealth health = line.health();
        Json.Obj named = new Json.Obj()
                .with("name", line.layer().name())
                .with("policy", line.layer().policy())
                .with("channels", line.layer().channels());
        return drifting(named, line.drift())
                .with("smallest_variance", health.smallest())
                .with("largest_variance", health.largest())
                .with("constant", numbers(health.constant()))
                .with("unscaled", numbers(health.unscaled()))
                .with("silent", numbers(health.silent()));
    }

    private static Json numbers(List<Integer> numbers) {
        return new Json.Arr(numbers.stream()
                .<Json>map(n -> new Json.Num(Integer.toString(n)))
                .toList());
    }

    private static Json measured(Validation validation) {
        Json.Obj measured = new Json.Obj().with("examples", validation.examples()).with("loss", validation.loss());
        var accuracy = validation.accuracy();
        return accuracy.isPresent() ? measured.with("accuracy", accuracy.getAsDouble()) : measured;
    }
}
