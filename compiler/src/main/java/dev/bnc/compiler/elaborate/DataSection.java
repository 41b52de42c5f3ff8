package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Entry;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.SourceSpan;
import dev.bnc.runtime.data.DataSettings;
import dev.bnc.runtime.data.Domain;
import dev.bnc.runtime.data.Framing;
import dev.bnc.runtime.data.LastBatch;
import dev.bnc.runtime.data.PictureSize;
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
import java.util.OptionalInt;

/// Reads `data mnist { batch = 60, shuffle = epoch, last = drop }`.
final class DataSection {
    static final Signature SIGNATURE = new Signature(
            "section", "data", List.of(), 0, List.of("batch", "shuffle", "shards", "last", "resize", "crop", "take"));

    private static final Signature FOLDER = new Signature("data set", "data", List.of("folder"), 0, List.of());
    private static final List<String> PARTS = List.of("train", "test", "domains");
    private static final int DEFAULT_BATCH = 32;
    private static final int MOST_POINTS = 4096;

    private final Problems problems;
    private final Overrides overrides;
    private final Scope top;
    private final List<Placed> training = new ArrayList<>();
    private final List<Placed> evaluation = new ArrayList<>();
    private final List<Domain> domains = new ArrayList<>();

    DataSection(Problems problems, Overrides overrides, Scope top) {
        this.problems = problems;
        this.overrides = overrides;
        this.top = top;
    }

    /// A transform and where it stands.
    record Placed(Transform transform, SourceSpan span) {}

    /// What the section says.
    ///
    /// @param transforms those of training, then those of evaluation
    /// @param batch where the batch size stands, or the section's name
    /// @param last where it stands what happens to the last batch, or `batch`
    /// @param domains kinds of examples to measure on
    record Read(
            DataSettings settings, List<Placed> transforms, SourceSpan batch, SourceSpan last, List<Domain> domains) {}

    Read read(Item.Data section) {
        var plain = new ArrayList<Entry.Setting>();
        for (Entry entry : section.entries()) {
            switch (entry) {
                case Entry.Setting setting -> plain.add(setting);
                case Entry.Transform transform -> problems.attempt(() -> always(transform));
                case Entry.Group group -> problems.attempt(() -> group(group));
            }
        }
        SourceSpan kind = section.kind().span();
        Arguments settings = Settings.read(SIGNATURE, kind, SettingEdits.apply(plain, edits(), problems), top, problems);
        Arguments call = Arguments.bind(FOLDER, kind, Given.of(section.arguments(), top), Map.of());
        var read = new DataSettings(
                section.kind().text(),
                call.find("folder").map(DataSection::folder),
                problems.attempt(() -> framing(settings, section)).flatMap(f -> f),
                settings.find("take").map(g -> OptionalInt.of(g.whole(1))).orElse(OptionalInt.empty()),
                settings.whole("batch", 1, DEFAULT_BATCH),
                settings.find("shuffle").map(g -> word(g, Shuffle.values())).orElse(Shuffle.EPOCH),
                settings.whole("shards", 1, 1),
                settings.find("last").map(g -> word(g, LastBatch.values())).orElse(LastBatch.DROP),
                training.stream().map(Placed::transform).toList(),
                evaluation.stream().map(Placed::transform).toList());
        checkShards(settings, read);
        SourceSpan batch = settings.find("batch").map(Given::span).orElse(kind);
        return new Read(
                read,
                transforms(),
                batch,
                settings.find("last").map(Given::value).orElse(batch),
                domains);
    }

    /// Overrides of settings. What a transform is given is none, since the same one may stand there twice.
    private List<Entry.Setting> edits() {
        var edits = new ArrayList<Entry.Setting>();
        for (Entry.Setting override : overrides.data()) {
            if (PARTS.contains(override.path().head().text())) {
                problems.add(Diagnostic.error(
                                DiagnosticCode.UNKNOWN_KEY,
                                override.path().span(),
                                "`" + override.path() + "` is no setting: transforms cannot be changed from outside")
                        .help("give the net a parameter, write it into the transform, as in `zoom amount`, and set that"));
            } else {
                edits.add(override);
            }
        }
        return edits;
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

    /// `resize = 64`, or `resize = 256, crop = 224`.
    private static Optional<Framing> framing(Arguments settings, Item.Data section) {
        Optional<PictureSize> resized = settings.find("resize").map(g -> size(g, section));
        Optional<Given> crop = settings.find("crop");
        if (crop.isEmpty()) {
            return resized.map(Framing::covering);
        }
        PictureSize window = size(crop.get(), section);
        PictureSize shorter = resized.orElseThrow(() -> ElaborationException.of(
                Diagnostic.error(DiagnosticCode.BAD_VALUE, crop.get().span(), "a window of a picture of which size?")
                        .help("say how long the shorter side of each picture is to be: `resize = 256, crop = 224`")));
        if (shorter.height() != shorter.width()) {
            throw settings.required("resize")
                    .expected("one number, the length of the shorter side that windows are cut from");
        }
        if (shorter.height() < Math.max(window.height(), window.width())) {
            throw crop.get()
                    .outOfRange("the window is larger than pictures whose shorter side has " + shorter.height()
                            + " points");
        }
        return Optional.of(Framing.window(window, shorter.height()));
    }

    /// `64`, or `64x48`: height and width.
    private static PictureSize size(Given given, Item.Data section) {
        if (!section.kind().text().equals("folder")) {
            throw ElaborationException.of(
                    Diagnostic.error(DiagnosticCode.BAD_VALUE, given.span(), "only pictures of a folder can be resized")
                            .secondary(section.kind().span(), "these have a size of their own"));
        }
        if (given.datum() instanceof Datum.Size(var sizes) && sizes.size() == 2) {
            return new PictureSize(side(given, sizes.get(0)), side(given, sizes.get(1)));
        }
        if (given.datum() instanceof Datum.Size) {
            throw given.expected("a size of height and width, such as `64x48`");
        }
        int side = side(given, given.whole(1));
        return new PictureSize(side, side);
    }

    private static int side(Given given, int points) {
        if (points < 1 || points > MOST_POINTS) {
            throw given.outOfRange("pictures are 1 to " + MOST_POINTS + " points high and wide");
        }
        return points;
    }

    private void checkShards(Arguments settings, DataSettings read) {
        boolean mixed = read.shuffle() == Shuffle.EPOCH || read.shuffle() == Shuffle.ONCE;
        settings.find("shards")
                .filter(_ -> !mixed)
                .ifPresent(shards -> problems.add(Diagnostic.error(
                                DiagnosticCode.BAD_VALUE,
                                shards.span(),
                                "shards are for `shuffle = epoch` and `shuffle = once`")
                        .label("`shuffle` is `" + read.shuffle().name().toLowerCase(Locale.ROOT) + "`")
                        .help("leave `shards` out, or choose another order")));
    }

    private List<Placed> transforms() {
        var all = new ArrayList<>(training);
        evaluation.stream().filter(t -> !all.contains(t)).forEach(all::add);
        return all;
    }

    /// A transform of the section itself: for all examples, unless it draws lots.
    private void always(Entry.Transform entry) {
        Placed placed = transform(entry);
        training.add(placed);
        if (!(placed.transform() instanceof Transform.Random)) {
            evaluation.add(placed);
        }
    }

    /// `train { ... }` and `test { ... }`: transforms of training examples only, or of the others only.
    private void group(Entry.Group group) {
        if (group.name().text().equals("domains")) {
            domains.addAll(new DomainReader(problems, top).read(group));
            return;
        }
        boolean train = group.name().text().equals("train");
        if (!train && !group.name().text().equals("test")) {
            throw ElaborationException.of(Unknown.of(
                    "part of a data section",
                    group.name().text(),
                    group.name().span(),
                    PARTS));
        }
        for (Entry entry : group.entries()) {
            switch (entry) {
                case Entry.Transform transform ->
                    problems.attempt(() -> {
                        if (train) {
                            training.add(transform(transform));
                        } else {
                            evaluation.add(withoutLots(transform));
                        }
                    });
                case Entry.Setting _, Entry.Group _ ->
                    problems.add(
                            Diagnostic.error(DiagnosticCode.UNKNOWN_KEY, entry.span(), "only transforms can stand here")
                                    .note("settings such as `batch` belong into the data section itself"));
            }
        }
    }

    private Placed withoutLots(Entry.Transform entry) {
        Placed placed = transform(entry);
        if (placed.transform() instanceof Transform.Random) {
            throw ElaborationException.of(Diagnostic.error(
                            DiagnosticCode.BAD_VALUE,
                            entry.span(),
                            "`" + entry.application().name() + "` draws lots, so it is for training only")
                    .help("put it into `train { }`"));
        }
        return placed;
    }

    private Placed transform(Entry.Transform entry) {
        return new Placed(TransformReader.read(new Datum.Call(entry.application(), top)), entry.span());
    }
}
