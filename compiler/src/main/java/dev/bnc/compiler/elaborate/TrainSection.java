package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.autodiff.Clipping;
import dev.bnc.compiler.autodiff.Objective;
import dev.bnc.compiler.autodiff.Optimizer;
import dev.bnc.compiler.autodiff.TrainingRecipe;
import dev.bnc.compiler.model.Training;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.SourceSpan;
import dev.bnc.runtime.data.DataSettings;
import dev.bnc.runtime.train.Schedule;
import dev.bnc.runtime.train.Span;
import dev.bnc.runtime.train.Stop;
import dev.bnc.runtime.train.TrainSettings;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Reads `train { loss = ..., optimizer = ..., stop = ..., seed = ... }`.
final class TrainSection {
    static final Signature SIGNATURE = new Signature(
            "section",
            "train",
            List.of(),
            0,
            List.of("loss", "optimizer", "schedule", "decay", "clip", "stop", "validate", "seed"));

    private static final List<Signature> CLIPPING = List.of(
            new Signature("way of clipping", "norm", List.of("largest"), 1, List.of()),
            new Signature("way of clipping", "value", List.of("largest"), 1, List.of()));

    private TrainSection() {}

    /// What the net around the section is.
    ///
    /// @param recomputeBatches over how many batches population statistics are made anew, if they are
    record Surroundings(
            String name, String input, DataSettings data, Objectives objectives, OptionalInt recomputeBatches) {}

    static Training read(Item.Train section, Surroundings net, Overrides overrides, DecayReader decays, Scope top) {
        SourceSpan where = new SourceSpan(
                section.span().file(), section.span().start(), section.span().start() + "train".length());
        Arguments settings =
                Settings.read(SIGNATURE, where, SettingEdits.apply(section.settings(), overrides.train()), top);
        Objective objective = net.objectives().read(settings.required("loss"));
        Optimizers.Chosen chosen = Optimizers.read(settings.required("optimizer"));
        Stop stop = Spans.stop(settings.required("stop"));
        Schedule schedule =
                settings.find("schedule").map(g -> Schedules.read(g, stop)).orElseGet(Schedule.Constant::new);
        long seed = settings.find("seed").map(TrainSection::seed).orElse(1L);
        var recipe = new TrainingRecipe(
                objective,
                chosen.optimizer(),
                settings.find("decay").map(decays::read).orElse(decays.none()),
                settings.find("clip").map(TrainSection::clipping).orElse(new Clipping.None()),
                seed);
        return new Training(settings(net, objective, chosen, schedule, stop, validate(settings), seed), recipe);
    }

    private static TrainSettings settings(
            Surroundings net,
            Objective objective,
            Optimizers.Chosen chosen,
            Schedule schedule,
            Stop stop,
            Span validate,
            long seed) {
        return new TrainSettings(
                net.name(),
                net.input(),
                objective.target(),
                objective.prediction(),
                objective.loss(),
                net.data(),
                chosen.learningRate(),
                schedule,
                beta1(chosen.optimizer()),
                beta2(chosen.optimizer()),
                stop,
                validate,
                net.recomputeBatches(),
                seed);
    }

    private static double beta1(Optimizer optimizer) {
        return switch (optimizer) {
            case Optimizer.Adam adam -> adam.beta1();
            case Optimizer.AdamW adam -> adam.beta1();
            case Optimizer.Sgd _, Optimizer.RmsProp _ -> 0;
        };
    }

    private static double beta2(Optimizer optimizer) {
        return switch (optimizer) {
            case Optimizer.Adam adam -> adam.beta2();
            case Optimizer.AdamW adam -> adam.beta2();
            case Optimizer.Sgd _, Optimizer.RmsProp _ -> 0;
        };
    }

    private static Span validate(Arguments settings) {
        return settings.find("validate").map(Spans::span).orElse(Span.epochs(1));
    }

    private static long seed(Given given) {
        if (given.datum() instanceof Datum.Whole whole) {
            return whole.value();
        }
        throw given.expected("a whole number");
    }

    /// `clip = norm(5)` or `clip = value(1)`.
    private static Clipping clipping(Given given) {
        if (given.word().filter("none"::equals).isPresent()) {
            return new Clipping.None();
        }
        if (!(given.datum() instanceof Datum.Call)) {
            throw ElaborationException.of(Diagnostic.error(
                            DiagnosticCode.WRONG_TYPE, given.span(), "gradients are clipped by norm or by value")
                    .help("write `norm(5)` or `value(1)`"));
        }
        Map.Entry<String, Arguments> call = CallReader.bind(given, CLIPPING);
        double largest = call.getValue().required("largest").positive();
        return call.getKey().equals("norm") ? new Clipping.ByGlobalNorm(largest) : new Clipping.ByValue(largest);
    }
}
