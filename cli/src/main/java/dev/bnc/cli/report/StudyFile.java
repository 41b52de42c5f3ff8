package dev.bnc.cli.report;

import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.AtomicFile;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.artifact.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/// `study.json` in the folder of a study: what is compared, and how it was asked for. The runs lie beside it, one folder
/// a variant.
///
/// @param choices the command's options that change what is learned; a study goes on with the same ones only
/// @param arguments the whole command line
public record StudyFile(
        String net,
        String file,
        String started,
        List<String> variants,
        OptionalDouble accuracy,
        Optional<String> source,
        SequencedMap<String, Published> published,
        List<String> choices,
        List<String> arguments) {
    private static final String NAME = "study.json";

    public StudyFile {
        variants = List.copyOf(variants);
        published = new LinkedHashMap<>(published);
        choices = List.copyOf(choices);
        arguments = List.copyOf(arguments);
    }

    /// Where it is in a study's folder.
    public static Path in(Path folder) {
        return folder.resolve(NAME);
    }

    /// Where a variant's run is.
    public static RunFolder run(Path folder, String variant) {
        return new RunFolder(folder.resolve(variant));
    }

    /// Writes it into a study's folder.
    public void write(Path folder) {
        Json.Obj figures = new Json.Obj();
        for (var figure : published.entrySet()) {
            figures = figures.with(figure.getKey(), figure.getValue().json());
        }
        Json.Obj facts = new Json.Obj()
                .with("net", net)
                .with("file", file)
                .with("started", started)
                .with("variants", texts(variants))
                .with("accuracy", Summary.number(accuracy))
                .with("source", source.<Json>map(Json.Text::new).orElse(new Json.Null()))
                .with("published", figures)
                .with("choices", texts(choices))
                .with("arguments", texts(arguments));
        AtomicFile.write(in(folder), facts + "\n");
    }

    /// Reads a study's folder.
    ///
    /// @throws ArtifactException if it is none, or damaged
    public static StudyFile read(Path folder) {
        Path file = in(folder);
        if (!Files.isRegularFile(file)) {
            throw new ArtifactException(folder + ": not the folder of a study: it lacks " + NAME);
        }
        try {
            if (Json.parse(Files.readString(file), file.toString()) instanceof Json.Obj facts) {
                return of(facts, file);
            }
            throw new ArtifactException(file + ": not a JSON object");
        } catch (IOException failure) {
            throw new ArtifactException(file + ": cannot be read: " + failure.getMessage(), failure);
        }
    }

    private static StudyFile of(Json.Obj facts, Path file) {
        var published = new LinkedHashMap<String, Published>();
        if (facts.find("published").orElse(null) instanceof Json.Obj figures) {
            figures.members().forEach((variant, figure) -> {
                if (figure instanceof Json.Obj object) {
                    published.put(variant, Published.of(object));
                }
            });
        }
        List<String> variants = texts(facts, "variants");
        for (String variant : variants) {
            if (!variant.matches("[A-Za-z0-9_]+")) {
                throw new ArtifactException(file + ": not the name of a variant: " + variant);
            }
        }
        return new StudyFile(
                facts.text("net").orElse("net"),
                facts.text("file").orElse(""),
                facts.text("started").orElse(""),
                variants,
                facts.find("accuracy").orElse(null) instanceof Json.Num number
                        ? OptionalDouble.of(number.value())
                        : OptionalDouble.empty(),
                facts.text("source"),
                published,
                texts(facts, "choices"),
                texts(facts, "arguments"));
    }

    private static List<String> texts(Json.Obj facts, String name) {
        return facts.find(name).orElse(null) instanceof Json.Arr list
                ? list.elements().stream()
                        .filter(Json.Text.class::isInstance)
                        .map(text -> ((Json.Text) text).value())
                        .toList()
                : List.of();
    }

    private static Json texts(List<String> texts) {
        return new Json.Arr(texts.stream().<Json>map(Json.Text::new).toList());
    }
}
