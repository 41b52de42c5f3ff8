package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Entry;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.runtime.data.DataSettings;
import dev.bnc.runtime.data.LastBatch;
import dev.bnc.runtime.data.Shuffle;
import dev.bnc.runtime.data.Transform;
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

    private static final Signature FOLDER = new Signature("data set", "data", List.of("folder"), 0, List.of());
    private static final List<Signature> TRANSFORMS = List.of(
            new Signature("transform", "normalize", List.of("mean", "std"), 2, List.of()),
            new Signature("transform", "flip", List.of("direction"), 1, List.of()),
            new Signature("transform", "shift", List.of("pixels"), 1, List.of()));
    private static final int DEFAULT_BATCH = 32;

    private DataSection() {}

    static DataSettings read(Item.Data section, Overrides overrides, Scope top) {
        var plain = new ArrayList<Entry.Setting>();
        var transforms = new ArrayList<Transform>();
        for (Entry entry : section.entries()) {
            switch (entry) {
                case Entry.Setting setting -> plain.add(setting);
                case Entry.Transform transform -> transforms.add(transform(transform, top));
                case Entry.Group group -> transforms.addAll(training(group, top));
            }
        }
        Arguments settings =
                Settings.read(SIGNATURE, section.kind().span(), SettingEdits.apply(plain, overrides.data()), top);
        Arguments call = Arguments.bind(FOLDER, section.kind().span(), Given.of(section.arguments(), top), Map.of());
        return new DataSettings(
                section.kind().text(),
                call.find("folder").map(DataSection::folder),
                settings.whole("batch", 1, DEFAULT_BATCH),
                settings.find("shuffle").map(g -> word(g, Shuffle.values())).orElse(Shuffle.EPOCH),
                settings.find("last").map(g -> word(g, LastBatch.values())).orElse(LastBatch.DROP),
                transforms);
    }

    private static Path folder(Given given) {
        if (given.datum() instanceof Datum.Text text && !text.value().isBlank()) {
            return Path.of(text.value());
        }
        throw given.expected("a folder in quotes");
    }

    private static <E extends Enum<E>> E word(Given given, E[] values) {
        List<String> words = Arrays.stream(values)
                .map(v -> v.name().toLowerCase(Locale.ROOT))
                .toList();
        return values[words.indexOf(given.wordOf(words))];
    }

    /// `train { ... }`: transforms of training examples only.
    private static List<Transform> training(Entry.Group group, Scope top) {
        if (!group.name().text().equals("train")) {
            throw ElaborationException.of(Unknown.of(
                    "part of a data section", group.name().text(), group.name().span(), List.of("train")));
        }
        return group.entries().stream()
                .map(e -> switch (e) {
                    case Entry.Transform transform -> transform(transform, top);
                    case Entry.Setting _, Entry.Group _ ->
                        throw ElaborationException.of(
                                Diagnostic.error(DiagnosticCode.UNKNOWN_KEY, e.span(), "only transforms can stand here")
                                        .note("settings such as `batch` belong into the data section itself"));
                })
                .toList();
    }

    private static Transform transform(Entry.Transform entry, Scope top) {
        Map.Entry<String, Arguments> call = CallReader.bind(new Datum.Call(entry.application(), top), TRANSFORMS);
        Arguments arguments = call.getValue();
        return switch (call.getKey()) {
            case "flip" -> {
                arguments.required("direction").wordOf(List.of("horizontal"));
                yield new Transform.FlipHorizontal();
            }
            case "shift" -> new Transform.Shift(arguments.required("pixels").whole(1));
            default -> normalize(arguments);
        };
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
        List<Datum> items = given.datum() instanceof Datum.Items list ? list.items() : List.of(given.datum());
        if (items.isEmpty()) {
            throw given.expected("a number, or one a channel in brackets");
        }
        return items.stream()
                .map(i -> new Given(Optional.empty(), i, given.style(), given.span()).real())
                .toList();
    }
}
