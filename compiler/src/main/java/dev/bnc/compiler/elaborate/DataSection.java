package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Entry;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.SourceSpan;
import dev.bnc.runtime.data.DataSettings;
import dev.bnc.runtime.data.LastBatch;
import dev.bnc.runtime.data.Shuffle;
import dev.bnc.runtime.data.Transform;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads `data mnist { batch = 60, shuffle = epoch, last = drop }`.
final class DataSection {
    static final Signature SIGNATURE =
            new Signature("section", "data", List.of(), 0, List.of("batch", "shuffle", "last"));

    /// The transforms there are.
    static final List<Signature> TRANSFORMS = List.of(
            new Signature("transform", "normalize", List.of("mean", "std"), 2, List.of()),
            new Signature("transform", "flip", List.of("direction"), 1, List.of()),
            new Signature("transform", "shift", List.of("pixels"), 1, List.of()));

    private static final Signature FOLDER = new Signature("data set", "data", List.of("folder"), 0, List.of());
    private static final int DEFAULT_BATCH = 32;

    private final Problems problems;
    private final Overrides overrides;
    private final Scope top;
    private final List<Placed> transforms = new ArrayList<>();

    DataSection(Problems problems, Overrides overrides, Scope top) {
        this.problems = problems;
        this.overrides = overrides;
        this.top = top;
    }

    /// A transform and where it stands.
    record Placed(Transform transform, SourceSpan span) {}

    /// What the section says.
    ///
    /// @param batch where the batch size stands, or the section's name
    /// @param last where it stands what happens to the last batch, or `batch`
    record Read(DataSettings settings, List<Placed> transforms, SourceSpan batch, SourceSpan last) {}

    Read read(Item.Data section) {
        var plain = new ArrayList<Entry.Setting>();
        for (Entry entry : section.entries()) {
            switch (entry) {
                case Entry.Setting setting -> plain.add(setting);
                case Entry.Transform transform -> problems.attempt(() -> transform(transform));
                case Entry.Group group -> problems.attempt(() -> training(group));
            }
        }
        SourceSpan kind = section.kind().span();
        Arguments settings =
                Settings.read(SIGNATURE, kind, SettingEdits.apply(plain, overrides.data(), problems), top, problems);
        Arguments call = Arguments.bind(FOLDER, kind, Given.of(section.arguments(), top), Map.of());
        var read = new DataSettings(
                section.kind().text(),
                call.find("folder").map(DataSection::folder),
                settings.whole("batch", 1, DEFAULT_BATCH),
                settings.find("shuffle").map(g -> word(g, Shuffle.values())).orElse(Shuffle.EPOCH),
                settings.find("last").map(g -> word(g, LastBatch.values())).orElse(LastBatch.DROP),
                transforms.stream().map(Placed::transform).toList());
        SourceSpan batch = settings.find("batch").map(Given::span).orElse(kind);
        return new Read(
                read, transforms, batch, settings.find("last").map(Given::value).orElse(batch));
    }

    private static Path folder(Given given) {
        if (!(given.datum() instanceof Datum.Text text) || text.value().isBlank()) {
            throw given.expected("a folder in quotes");
        }
        try {
            return Path.of(text.value());
        } catch (InvalidPathException impossible) {
            throw given.outOfRange("this cannot be the path of a folder: " + impossible.getReason());
        }
    }

    private static <E extends Enum<E>> E word(Given given, E[] values) {
        List<String> words = Arrays.stream(values)
                .map(v -> v.name().toLowerCase(Locale.ROOT))
                .toList();
        return values[words.indexOf(given.wordOf(words))];
    }

    /// `train { ... }`: transforms of training examples only.
    private void training(Entry.Group group) {
        if (!group.name().text().equals("train")) {
            throw ElaborationException.of(Unknown.of(
                    "part of a data section", group.name().text(), group.name().span(), List.of("train")));
        }
        for (Entry entry : group.entries()) {
            switch (entry) {
                case Entry.Transform transform -> problems.attempt(() -> transform(transform));
                case Entry.Setting _, Entry.Group _ ->
                    problems.add(Diagnostic.error(
                                    DiagnosticCode.UNKNOWN_KEY, entry.span(), "only transforms can stand here")
                            .note("settings such as `batch` belong into the data section itself"));
            }
        }
    }

    private void transform(Entry.Transform entry) {
        Map.Entry<String, Arguments> call = CallReader.bind(new Datum.Call(entry.application(), top), TRANSFORMS);
        Arguments arguments = call.getValue();
        Transform transform = switch (call.getKey()) {
            case "flip" -> {
                arguments.required("direction").wordOf(List.of("horizontal"));
                yield new Transform.FlipHorizontal();
            }
            case "shift" -> new Transform.Shift(Windows.cells(arguments.required("pixels")));
            default -> normalize(arguments);
        };
        transforms.add(new Placed(transform, entry.span()));
    }

    private static Transform normalize(Arguments arguments) {
        Given deviation = arguments.required("std");
        List<Double> mean = numbers(arguments.required("mean"));
        List<Double> std = numbers(deviation);
        if (mean.size() != std.size() || std.stream().anyMatch(s -> s <= 0)) {
            throw deviation.outOfRange("`std` needs as many numbers as `mean`, all above 0");
        }
        return new Transform.Normalize(mean, std);
    }

    private static List<Double> numbers(Given given) {
        if (given.datum() instanceof Datum.Items list && !list.items().isEmpty()) {
            return given.items(list).stream().map(Given::real).toList();
        }
        if (given.datum() instanceof Datum.Items) {
            throw given.expected("a number, or one a channel in brackets");
        }
        return List.of(given.real());
    }
}
