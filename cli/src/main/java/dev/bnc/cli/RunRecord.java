package dev.bnc.cli;

import dev.bnc.compiler.model.Model;
import dev.bnc.runtime.artifact.AtomicFile;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.artifact.RunFolder;
import dev.bnc.runtime.train.TrainResult;
import dev.bnc.runtime.train.TrainSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;

/// What a run folder says about its run: `run.json` and `net.lock`.
final class RunRecord {
    private RunRecord() {}

    /// Writes what is known before the first step.
    static void start(RunFolder folder, NetSource net, Model model, TrainSettings settings, Execution execution) {
        var facts = new LinkedHashMap<String, Json>();
        facts.put("net", new Json.Text(model.name()));
        facts.put("variant", new Json.Text(model.variant()));
        facts.put("file", new Json.Text(net.file().toAbsolutePath().toString()));
        facts.put("started", new Json.Text(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
        facts.put("java", new Json.Text(Runtime.version().toString()));
        facts.put("device", new Json.Text(execution.description()));
        facts.put("seed", new Json.Text(Long.toString(settings.seed())));
        facts.put("parameters", Json.number(model.trainableCount()));
        folder.writeFacts(new Json.Obj(facts));
        AtomicFile.write(folder.netLock(), NetLock.of(net, model));
    }

    /// What came out, as one JSON object.
    static String result(RunFolder folder, TrainResult result, Path model) {
        var members = new LinkedHashMap<String, Json>();
        members.put("run", new Json.Text(folder.path().toString()));
        members.put("outcome", new Json.Text(result.outcome().name().toLowerCase(Locale.ROOT)));
        members.put("step", Json.number(result.step()));
        result.last().ifPresent(s -> members.put("final", scored(s)));
        result.best().ifPresent(s -> members.put("best", scored(s)));
        members.put("model", new Json.Text(model.toString()));
        return new Json.Obj(members).toString();
    }

    private static Json scored(TrainResult.Scored scored) {
        var members = new LinkedHashMap<String, Json>();
        members.put("step", Json.number(scored.step()));
        members.put("loss", Json.number(scored.validation().loss()));
        scored.validation().accuracy().ifPresent(a -> members.put("accuracy", Json.number(a)));
        return new Json.Obj(members);
    }
}
