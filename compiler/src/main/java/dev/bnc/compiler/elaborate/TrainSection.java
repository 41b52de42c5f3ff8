package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.autodiff.Clipping;
import dev.bnc.compiler.autodiff.Objective;
import dev.bnc.compiler.autodiff.Optimizer;
import dev.bnc.compiler.autodiff.TrainingRecipe;
import dev.bnc.compiler.autodiff.WeightDecay;
import dev.bnc.compiler.model.Training;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Entry;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.SourceSpan;
import dev.bnc.runtime.train.Loss;
import dev.bnc.runtime.train.Schedule;
import dev.bnc.runtime.train.Span;
import dev.bnc.runtime.train.Stop;
import dev.bnc.runtime.train.TrainSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;

/// Reads `train { loss = ..., optimizer = ..., stop = ..., seed = ... }`. Each setting is read even if another is in error.
final class TrainSection {
    static final Signature SIGNATURE = new Signature(
            "section",
            "train",
            List.of(),
            0,
            List.of("loss", "optimizer", "schedule", "decay", "clip", "stop", "validate", "seed"));

    static final List<Signature> CLIPPING = List.of(
            new Signature("way of clipping", "norm", List.of("largest"), 1, List.of()),
            new Signature("way of clipping", "value", List.of("largest"), 1, List.of()));

    private final Problems problems;
    private final Objectives objectives;
    private final DecayReader decays;

    private final Optional<Span> length;

    /// @param length how long is trained, if not as `stop` says
    TrainSection(Problems problems, Objectives objectives, DecayReader decays, Optional<Span> length) {
        this.length = length;
        this.problems = problems;
        this.objectives = objectives;
        this.decays = decays;
    }

    /// What the section says.
    record Read(
            Objective objective,
            Optimizers.Chosen optimizer,
            WeightDecay decay,
            Clipping clipping,
            Stop stop,
            Schedule schedule,
            Span validate,
            long seed) {

        /// With what the rest of the net says.
        ///
        /// @param recomputeBatches over how many batches population statistics are made anew, if they are
        Training training(String name, String input, DataSection.Read data, OptionalInt recomputeBatches) {
            var settings = new TrainSettings(
                    name,
                    input,
                    objective.target(),
                    objective.prediction(),
                    objective.loss(),
                    data.settings(),
                    optimizer.learningRate(),
                    schedule,
                    beta1(optimizer.optimizer()),
                    beta2(optimizer.optimizer()),
                    stop,
                    validate,
                    recomputeBatches,
                    seed,
                    List.of());
            var recipe = new TrainingRecipe(objective, optimizer.optimizer(), decay, clipping, seed);
            return new Training(settings, recipe, data.batch(), data.last(), data.domains());
        }
    }

    Read read(Item.Train section, List<Entry.Setting> overrides, Scope top) {
        SourceSpan where = keyword(section);
        Arguments settings = Settings.read(
                SIGNATURE, where, SettingEdits.apply(section.settings(), overrides, problems), top, problems);
        Optional<Objective> objective = problems.attempt(() -> objectives.read(settings.required("loss")));
        Optional<Optimizers.Chosen> optimizer =
                problems.attempt(() -> Optimizers.read(settings.required("optimizer")));
        var patience = new PatienceReader(objective.map(Objective::loss).orElse(Loss.CROSS_ENTROPY));
        Optional<Stop> written = problems.attempt(() -> Spans.stop(settings.required("stop"), patience));
        Optional<Stop> stop = written.map(s -> length.map(Stop::after).orElse(s));
        Optional<WeightDecay> decay = or(settings, "decay", decays::read, () -> WeightDecay.NONE);
        Optional<Clipping> clipping = or(settings, "clip", TrainSection::clipping, Clipping.None::new);
        Optional<Span> validate = or(settings, "validate", Spans::span, () -> Span.epochs(1));
        Optional<Long> seed = or(settings, "seed", TrainSection::seed, () -> 1L);
        Optional<Schedule> schedule = stop.flatMap(
                s -> or(settings, "schedule", g -> schedules(patience).read(g, s), Schedule.Constant::new));
        return new Read(
                known(objective),
                known(optimizer),
                known(decay),
                known(clipping),
                known(stop),
                known(schedule),
                known(validate),
                known(seed));
    }

    private Schedules schedules(PatienceReader patience) {
        return new Schedules(patience, length.isPresent() ? Schedules.Early.CUTS : Schedules.Early.IS_WRONG);
    }

    /// An optional setting; empty if it is in error.
    private <T> Optional<T> or(
            Arguments settings, String name, Function<Given, T> read, Supplier<T> otherwise) {
        return problems.attempt(() -> settings.find(name).map(read).orElseGet(otherwise));
    }

    private static <T> T known(Optional<T> read) {
        return read.orElseThrow(ElaborationException::consequence);
    }

    /// The word `train` itself, to point at.
    private static SourceSpan keyword(Item.Train section) {
        SourceSpan whole = section.span();
        int length = Math.min("train".length(), whole.text().length());
        return new SourceSpan(whole.file(), whole.start(), whole.start() + length);
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
                            DiagnosticCode.WRONG_TYPE, given.value(), "gradients are clipped by norm or by value")
                    .help("write `norm(5)` or `value(1)`"));
        }
        Map.Entry<String, Arguments> call = CallReader.bind(given, CLIPPING);
        double largest = call.getValue().required("largest").positive();
        return call.getKey().equals("norm") ? new Clipping.ByGlobalNorm(largest) : new Clipping.ByValue(largest);
    }
}
