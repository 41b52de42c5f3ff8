package dev.bnc.cli;

import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.train.Ensemble;
import dev.bnc.runtime.train.Ranking;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Prints how good each model is, and all together.
///
/// @param files the models, in the order of the result's members
record EnsembleReport(List<Path> files, Dataset data, Ensemble.Result result) {
    private static final int FEW = 5;

    EnsembleReport {
        files = List.copyOf(files);
    }

    /// One line a model, and one for the mean of several; names come last, since they may be long.
    String text() {
        var lines = new StringBuilder(line("loss", "top-1", "top-5", "model"));
        for (int i = 0; i < files.size(); i++) {
            lines.append(line(result.members().get(i), files.get(i).toString()));
        }
        if (files.size() > 1) {
            lines.append(line(result.together(), "ensemble"));
        }
        return lines.toString();
    }

    private String line(Ranking ranking, String name) {
        String loss = String.format(Locale.ROOT, "%.4f", ranking.loss());
        return line(loss, percent(ranking.top1()), percent(ranking.top5()), name);
    }

    // Among no more than five classes every answer is one of the first five.
    private String line(String loss, String top1, String top5, String name) {
        return hasTop5()
                ? "%8s  %8s  %8s  %s\n".formatted(loss, top1, top5, name)
                : "%8s  %8s  %s\n".formatted(loss, top1, name);
    }

    private boolean hasTop5() {
        return data.classes().orElse(0) > FEW;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    String json() {
        var members = new ArrayList<Json>();
        for (int i = 0; i < files.size(); i++) {
            Json.Obj member = new Json.Obj().with("model", files.get(i).toString());
            members.add(ranked(member, result.members().get(i)));
        }
        return new Json.Obj()
                .with("data", data.description())
                .with("examples", result.together().examples())
                .with("models", new Json.Arr(members))
                .with("ensemble", ranked(new Json.Obj(), result.together()))
                .toString();
    }

    private Json ranked(Json.Obj object, Ranking ranking) {
        Json.Obj known = object.with("loss", ranking.loss()).with("top1", ranking.top1());
        return hasTop5() ? known.with("top5", ranking.top5()) : known;
    }
}
