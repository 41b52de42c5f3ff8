package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.elaborate.Elaboration;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.Study;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.runtime.train.TrainSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The study of a net and its variants, all elaborated before any is trained: a mistake in the last one shows at once.
record StudyVariants(Path file, Study study, Map<String, Model> models) {
    private static final String BASE = "base";

    /// @param changes settings changed in every variant, as by `--set`, and how long each is trained
    /// @throws UserError if a variant has errors, or there is nothing to compare
    static StudyVariants read(Path file, ElaborationOptions changes, Messages messages) {
        SourceFile source = NetChoices.source(file);
        Set<Diagnostic> shown = new LinkedHashSet<>();
        Model base = model(source, Optional.empty(), changes, messages, shown);
        if (base.study().isEmpty() && base.variants().isEmpty()) {
            throw UserError.of(
                    ExitCodes.BAD_NET,
                    file + ": the net has no variants to compare\n  = help: add some: variant plain { bn = off }");
        }
        Study study = base.study().orElseGet(() -> ofAll(base));
        Map<String, Model> models = new LinkedHashMap<>();
        for (String variant : study.variants()) {
            Optional<String> chosen = Optional.of(variant).filter(v -> !v.equals(BASE));
            models.put(variant, model(source, chosen, changes, messages, shown));
        }
        return new StudyVariants(file, study, models);
    }

    private static Study ofAll(Model base) {
        var all = new LinkedHashSet<String>(List.of(BASE));
        all.addAll(base.variants());
        return new Study(
                List.copyOf(all), OptionalDouble.empty(), new LinkedHashMap<>(), Optional.empty());
    }

    // Most warnings come with every variant; each is shown once.
    private static Model model(
            SourceFile source,
            Optional<String> variant,
            ElaborationOptions changes,
            Messages messages,
            Set<Diagnostic> shown) {
        Elaboration elaboration = Compiler.elaborate(source, changes.of(variant));
        messages.diagnostics(
                elaboration.diagnostics().stream().filter(shown::add).toList());
        return elaboration.model().orElseThrow(() -> {
            variant.ifPresent(v -> messages.info("note: in variant " + v));
            return UserError.of(ExitCodes.BAD_NET, "");
        });
    }

    /// The net's name.
    String name() {
        return models.values().iterator().next().name();
    }

    /// What is to be trained, in order.
    ///
    /// @param length says when each training ends
    /// @param data where to read the data set instead
    List<StudyVariant> variants(UnaryOperator<TrainSettings> length, Optional<Path> data) {
        return models.entrySet().stream()
                .map(m -> new StudyVariant(
                        m.getKey(), m.getValue(), settings(m.getValue(), length, data)))
                .toList();
    }

    private TrainSettings settings(Model model, UnaryOperator<TrainSettings> length, Optional<Path> data) {
        TrainSettings settings =
                length.apply(TrainingRun.training(file, model).settings());
        return data.map(folder -> settings.withData(settings.data().withFolder(folder)))
                .orElse(settings);
    }
}
