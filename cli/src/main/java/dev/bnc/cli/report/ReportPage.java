package dev.bnc.cli.report;

import dev.bnc.runtime.artifact.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One HTML file that shows a comparison: everything it needs is in it, and its own security policy keeps it from asking
/// any network for anything. The charts are drawn by Chart.js; without scripts the tables are there.
public final class ReportPage {
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)\\}\\}");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH);

    private final Comparison comparison;
    private final ReportTables tables;

    private ReportPage(Comparison comparison) {
        this.comparison = comparison;
        this.tables = new ReportTables(comparison);
    }

    /// Writes the page.
    public static void write(Path file, Comparison comparison, Instant made) {
        AtomicFile.write(file, of(comparison, made));
    }

    /// The page's text.
    static String of(Comparison comparison, Instant made) {
        return new ReportPage(comparison).text(made);
    }

    private String text(Instant made) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("title", Html.escaped(comparison.title()));
        parts.put("made", DAY.withZone(ZoneOffset.UTC).format(made));
        parts.put("headline", headline());
        parts.put("results", tables.results());
        parts.put("source", source());
        parts.put("scores", tables.scores());
        parts.put("probes", Results.probes(comparison).stream().map(this::probe).collect(Collectors.joining()));
        parts.put("command", comparison.command().map(ReportPage::command).orElse(""));
        parts.put("circumstances", tables.circumstances());
        parts.put("style", resource("report.css"));
        parts.put("data", Html.embedded(Results.json(comparison)));
        parts.put("library", library());
        parts.put("licence", Html.escaped(resource("LICENSE.md")));
        parts.put("script", resource("report.js"));
        Matcher place = PLACE.matcher(resource("report.html"));
        return place.replaceAll(found -> Matcher.quoteReplacement(
                Optional.ofNullable(parts.get(found.group(1))).orElseThrow(() ->
                        new IllegalStateException("report.html has a place for " + found.group(1)))));
    }

    private String headline() {
        List<String> sentences = Headline.of(comparison);
        return sentences.isEmpty()
                ? ""
                : "<p class=\"headline\">" + Html.escaped(String.join(" ", sentences)) + "</p>";
    }

    private String source() {
        return comparison.source()
                .map(s -> "<p class=\"note\">Published figures: " + Html.escaped(s) + ".</p>")
                .orElse("");
    }

    private String probe(String name) {
        return "<section><h2>Distribution of <code>" + Html.escaped(name) + "</code></h2>\n"
                + "<div class=\"bands\" data-probe=\"" + Html.escaped(name) + "\"></div>\n"
                + tables.movement(name) + "</section>\n";
    }

    private static String command(String command) {
        return "<p>Made by <code>" + Html.escaped(command) + "</code></p>";
    }

    // Its last line names a source map, which a browser with its developer tools open would ask for.
    private static String library() {
        return resource("chart.umd.min.js")
                .lines()
                .filter(line -> !line.startsWith("//# sourceMappingURL="))
                .collect(Collectors.joining("\n"));
    }

    private static String resource(String name) {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing from this build of bnc");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
