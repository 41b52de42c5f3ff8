package dev.bnc.compiler.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosticRendererTest {
    private static final SourceFile FILE = SourceFile.of("net.net", """
            a
            block one { conv 1 1x1 }
            c
            d
            image -> one -> two
            f
            g
            h
            i
            j
            k
            data mnist { batch = 48 }
            """);

    private static SourceSpan span(String text) {
        int start = FILE.text().indexOf(text);
        return new SourceSpan(FILE, start, start + text.length());
    }

    @Test
    void showsNearLabelsTogetherAndFarOnesApart() {
        Diagnostic diagnostic = Diagnostic.error(DiagnosticCode.UNKNOWN_NAME, span("two"), "there is no `two`")
                .label("not found")
                .secondary(span("one"), "this one is")
                .secondary(span("48"), "and far from here")
                .note("a note")
                .help("did you mean `one`?", new Edit(span("two"), "one"));
        assertThat(DiagnosticRenderer.plain().render(diagnostic)).isEqualTo("""
                error[BNC0201]: there is no `two`
                  --> net.net:5:17
                   |
                2  | block one { conv 1 1x1 }
                   |       --- this one is
                ...
                5  | image -> one -> two
                   |                 ^^^ not found
                  --> net.net:12:22
                   |
                12 | data mnist { batch = 48 }
                   |                      -- and far from here
                   = note: a note
                   = help: did you mean `one`?
                5  | image -> one -> one
                   |                 ~~~
                """);
    }

    @Test
    void showsALoneLineInAGapRatherThanDots() {
        Diagnostic diagnostic = Diagnostic.warning(DiagnosticCode.UNKNOWN_NAME, span("d\n"), "three lines")
                .secondary(span("block"), "");
        assertThat(DiagnosticRenderer.plain().render(diagnostic)).contains("""
                2  | block one { conv 1 1x1 }
                   | -----
                3  | c
                4  | d
                   | ^
                """);
    }

    @Test
    void showsAllEditsOfAHelp() {
        Diagnostic diagnostic = Diagnostic.remark(DiagnosticCode.UNKNOWN_NAME, span("two"), "two edits")
                .help("do both", Edit.insertAfter(span("one"), "x"), new Edit(span("48"), "60, last = drop"));
        assertThat(DiagnosticRenderer.plain().render(diagnostic)).endsWith("""
                   = help: do both
                2  | block onex { conv 1 1x1 }
                   |          +
                12 | data mnist { batch = 60, last = drop }
                   |                      ~~~~~~~~~~~~~~~
                """);
    }

    @Test
    void coloursOnlyOnRequest() {
        Diagnostic diagnostic = Diagnostic.error(DiagnosticCode.UNKNOWN_NAME, span("two"), "no `two`");
        String coloured = DiagnosticRenderer.coloured().render(diagnostic);
        assertThat(coloured).startsWith("\u001B[1;31merror[BNC0201]\u001B[0m");
        assertThat(coloured.replaceAll("\u001B\\[[0-9;]*m", ""))
                .isEqualTo(DiagnosticRenderer.plain().render(diagnostic));
    }

    @Test
    void replacesControlCharactersAndCutsLongLines() {
        SourceFile file = SourceFile.of("long.net", "\u001B[31m" + "x".repeat(5000) + "!" + "y".repeat(5000));
        int at = file.text().indexOf('!');
        Diagnostic diagnostic =
                Diagnostic.error(DiagnosticCode.UNEXPECTED, new SourceSpan(file, at, at + 1), "far out");
        List<String> lines =
                DiagnosticRenderer.plain().render(diagnostic).lines().toList();
        String source = lines.get(3);
        assertThat(source).hasSizeLessThan(200).doesNotContain("\u001B").contains("…");
        assertThat(source.charAt(lines.get(4).indexOf('^'))).isEqualTo('!');
    }

    @Test
    void countsBySeverity() {
        Diagnostic error = Diagnostic.error(DiagnosticCode.UNEXPECTED, span("a"), "x");
        Diagnostic warning = Diagnostic.warning(DiagnosticCode.UNEXPECTED, span("a"), "x");
        assertThat(DiagnosticRenderer.summary(List.of(error, warning, error))).isEqualTo("2 errors, 1 warning");
        assertThat(DiagnosticRenderer.summary(List.of())).isEmpty();
    }

    @Test
    void writesJsonForPrograms() {
        Diagnostic diagnostic = Diagnostic.error(DiagnosticCode.UNKNOWN_NAME, span("two"), "no \"two\"\t\\")
                .note("n")
                .help("h", new Edit(span("two"), "one\n"));
        String span = "{\"file\":\"net.net\",\"start\":{\"offset\":47,\"line\":5,\"column\":17},"
                + "\"end\":{\"offset\":50,\"line\":5,\"column\":20}}";
        assertThat(DiagnosticJson.write(List.of(diagnostic)))
                .isEqualTo("[{\"severity\":\"error\",\"code\":\"BNC0201\",\"title\":\"an unknown name\","
                        + "\"message\":\"no \\\"two\\\"\\t\\\\\",\"primary\":{\"span\":" + span + ",\"label\":\"\"},"
                        + "\"secondary\":[],\"notes\":[\"n\"],\"helps\":[{\"text\":\"h\",\"edits\":[{\"span\":" + span
                        + ",\"replacement\":\"one\\n\"}]}]}]");
    }
}
