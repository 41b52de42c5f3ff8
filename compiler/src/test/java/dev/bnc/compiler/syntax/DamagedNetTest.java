package dev.bnc.compiler.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a file holds, the parser answers with diagnostics of its own wording, in bounded time and depth.
class DamagedNetTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<String> INSERTS = List.of(
            "->",
            "=",
            ":",
            ",",
            "(",
            ")",
            "{",
            "}",
            "[",
            "]",
            "\n",
            "3x3",
            "64",
            "1e-3",
            "name",
            "block",
            "repeat",
            "for",
            "input",
            "expect",
            "output",
            "/",
            "*",
            "-",
            ">",
            "\"text\"",
            "\"open",
            "/*",
            "*/",
            "//",
            "@",
            "=>",
            "==",
            "3*3",
            "or",
            "except",
            "in",
            "64px",
            "é",
            "\uD83D\uDE00",
            "\t",
            "\r\n",
            "let",
            "train",
            ".",
            "%",
            "+=");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void survivesRandomDamage(long seed) throws IOException {
        Random random = new Random(seed);
        for (Path path : FormatterTest.nets()) {
            String text = SourceFile.read(path).text();
            for (int i = 0; i < 60; i++) {
                String damaged = damage(text, random);
                assertThatCode(() -> check(damaged))
                        .as("seed %d:%n%s", seed, damaged)
                        .doesNotThrowAnyException();
            }
        }
    }

    private static String damage(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times; i++) {
            int at = random.nextInt(damaged.length());
            switch (random.nextInt(4)) {
                case 0 -> damaged.deleteCharAt(at);
                case 1 -> damaged.insert(at, INSERTS.get(random.nextInt(INSERTS.size())));
                case 2 -> damaged.insert(at, " " + INSERTS.get(random.nextInt(INSERTS.size())) + " ");
                default -> damaged.delete(at, Math.min(damaged.length(), at + random.nextInt(30)));
            }
        }
        return damaged.toString();
    }

    private static void check(String text) {
        SourceFile file = SourceFile.of("damaged.net", text);
        ParseResult result = NetParser.parse(file);
        String rendered = DiagnosticRenderer.plain().render(result.diagnostics());
        assertThat(rendered)
                .doesNotContain("mismatched")
                .doesNotContain("extraneous")
                .doesNotContain("no viable")
                .doesNotContain("recognition error")
                .doesNotContain("<EOF>")
                .doesNotContain("NEWLINE");
        assertThat(DiagnosticJson.write(result.diagnostics())).startsWith("[");
        if (result.hasErrors()) {
            assertThat(Formatter.format(file).text()).isEqualTo(file.text());
        } else {
            FormatterTest.check(file);
        }
    }

    @Test
    void boundsNesting() {
        for (String opener : List.of("(", "[", "{ repeat 2 ", "concat { a: ", "-", "f(", "x -> repeat 1 {")) {
            String text = "let x = " + opener.repeat(50_000);
            assertBounded(text);
            assertBounded("block b { " + opener.repeat(50_000));
        }
        ParseResult deep =
                NetParser.parse(SourceFile.of("deep.net", "let x = " + "(".repeat(80) + "1" + ")".repeat(80)));
        assertThat(deep.diagnostics()).extracting(Diagnostic::code).contains(DiagnosticCode.NESTED_TOO_DEEPLY);
        ParseResult fine =
                NetParser.parse(SourceFile.of("fine.net", "let x = " + "(".repeat(60) + "1" + ")".repeat(60)));
        assertThat(fine.diagnostics()).isEmpty();
    }

    @Test
    void boundsChains() {
        ParseResult chain = NetParser.parse(SourceFile.of("chain.net", "let x = 1" + " + 1".repeat(300)));
        assertThat(chain.diagnostics()).extracting(Diagnostic::code).containsExactly(DiagnosticCode.NESTED_TOO_DEEPLY);
        assertBounded("let x = 1" + " + 1".repeat(50_000));
        assertBounded("x" + " -> relu".repeat(20_000));
    }

    @Test
    void boundsSize() {
        SourceFile huge = SourceFile.of("huge.net", "// " + "x".repeat(NetParser.MAX_LENGTH));
        assertThat(NetParser.parse(huge).diagnostics())
                .extracting(Diagnostic::code)
                .containsExactly(DiagnosticCode.FILE_TOO_LARGE);
        assertBounded("a ".repeat(NetParser.MAX_LENGTH / 2));
        assertBounded("a = b\n".repeat(NetParser.MAX_LENGTH / 6));
        for (String piece :
                List.of("a ", "a b = ", "a: ", "1 ", "x -> ", "@", "\" ", "input a: f32[1]\n", ") ", "a(", "a = b\n")) {
            assertBounded(piece.repeat(40_000 / piece.length()));
            assertBounded("train { " + piece.repeat(20_000 / piece.length()) + "}");
        }
    }

    private static void assertBounded(String text) {
        String cut = text.substring(0, Math.min(text.length(), NetParser.MAX_LENGTH));
        Assertions.assertTimeout(
                PATIENCE,
                () -> {
                    List<Diagnostic> diagnostics = new ArrayList<>(
                            NetParser.parse(SourceFile.of("bounded.net", cut)).diagnostics());
                    assertThat(DiagnosticRenderer.plain()
                                    .render(diagnostics.subList(0, Math.min(3, diagnostics.size()))))
                            .isNotNull();
                },
                () -> "took too long: " + cut.substring(0, 40));
    }
}
