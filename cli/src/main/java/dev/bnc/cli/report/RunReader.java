package dev.bnc.cli.report;

import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.artifact.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/// Reads a run folder's measurements, also of a run that is under way or was killed: what its last checkpoint does not
/// cover is read too, but for a line cut short.
final class RunReader {
    private final List<RunData.Loss> losses = new ArrayList<>();
    private final List<RunData.Score> scores = new ArrayList<>();
    private final SequencedMap<String, Recorded> probes = new LinkedHashMap<>();
    private final Path file;

    /// What has been read of one probe.
    private record Recorded(List<String> percents, List<RunData.Band> unit, List<RunData.Band> all) {}

    private RunReader(Path file) {
        this.file = file;
    }

    /// @throws ArtifactException if the folder holds no run, or a damaged one
    static RunData read(String label, RunFolder folder) {
        if (!Files.isRegularFile(folder.metrics()) || !Files.isRegularFile(folder.runFile())) {
            throw new ArtifactException(
                    folder.path() + ": not the folder of a run: it lacks run.json or metrics.jsonl");
        }
        var reader = new RunReader(folder.metrics());
        reader.lines();
        var read = new LinkedHashMap<String, RunData.Probe>();
        reader.probes.forEach((name, p) -> read.put(name, new RunData.Probe(p.percents(), p.unit(), p.all())));
        return new RunData(label, folder.facts(), reader.losses, reader.scores, read);
    }

    private void lines() {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(this::line);
        } catch (IOException failure) {
            throw new ArtifactException(file + ": cannot be read: " + failure.getMessage(), failure);
        }
    }

    private void line(String text) {
        if (!(Json.parse(text, file.toString()) instanceof Json.Obj line)) {
            throw new ArtifactException(file + ": not a line of measurements: " + text);
        }
        long step = line.whole("step")
                .orElseThrow(() -> new ArtifactException(file + ": a line without a step: " + text));
        if (line.find("loss").isPresent()) {
            losses.add(new RunData.Loss(step, line.whole("epoch").orElse(1L), number(line, "loss")));
        } else if (line.find("val_loss").isPresent()) {
            double accuracy = number(line, "val_accuracy");
            scores.add(new RunData.Score(
                    step,
                    number(line, "val_loss"),
                    Double.isNaN(accuracy) ? OptionalDouble.empty() : OptionalDouble.of(accuracy)));
        } else {
            line.text("probe").ifPresent(probe -> probe(step, probe, line));
        }
    }

    private void probe(long step, String name, Json.Obj line) {
        if (line.find("quantiles").orElse(null) instanceof Json.Obj all
                && line.find("unit0").orElse(null) instanceof Json.Obj unit
                && !all.members().isEmpty()) {
            List<String> percents = all.members().keySet().stream()
                    .sorted(Comparator.comparingDouble(RunReader::percent))
                    .toList();
            Recorded recorded =
                    probes.computeIfAbsent(name, _ -> new Recorded(percents, new ArrayList<>(), new ArrayList<>()));
            recorded.unit().add(band(step, unit, recorded.percents()));
            recorded.all().add(band(step, all, recorded.percents()));
        }
    }

    private static double percent(String key) {
        try {
            return Double.parseDouble(key);
        } catch (NumberFormatException _) {
            return Double.NaN;
        }
    }

    private static RunData.Band band(long step, Json.Obj quantiles, List<String> percents) {
        return new RunData.Band(
                step,
                number(quantiles, percents.getFirst()),
                number(quantiles, percents.get(percents.size() / 2)),
                number(quantiles, percents.getLast()));
    }

    /// NaN if it is not there, or was not finite.
    private static double number(Json.Obj object, String name) {
        return object.find(name).orElse(null) instanceof Json.Num number ? number.value() : Double.NaN;
    }
}
