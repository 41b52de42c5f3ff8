package dev.bnc.compiler.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class FormatterTest {
    /// All nets of the repository that should be free of syntax errors.
    static List<Path> nets() throws IOException {
        try (Stream<Path> own = Files.walk(Path.of("src/test/net"));
                Stream<Path> examples = Files.walk(Path.of("../examples"))) {
            return Stream.concat(own, examples)
                    .filter(path -> path.toString().endsWith(".net"))
                    .filter(path -> !path.toString().contains("/target/"))
                    .sorted()
                    .toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> keepsTheTreeOfEveryNetAndIsIdempotent() throws IOException {
        return nets().stream()
                .map(path -> DynamicTest.dynamicTest(path.toString(), () -> check(SourceFile.read(path))));
    }

    static void check(SourceFile file) {
        Formatter.FormatResult once = Formatter.format(file);
        assertThat(once.diagnostics()).isEmpty();
        SourceFile formatted = SourceFile.of(file.name(), once.text());
        ParseResult parsed = NetParser.parse(formatted);
        assertThat(DiagnosticRenderer.plain().render(parsed.diagnostics())).isEmpty();
        assertThat(AstText.of(parsed.ast()))
                .isEqualTo(AstText.of(NetParser.parse(file).ast()));
        assertThat(Formatter.format(formatted).text()).isEqualTo(once.text());
        assertThat(comments(formatted)).isEqualTo(comments(file));
    }

    private static List<String> comments(SourceFile file) {
        return Tokens.lex(file).stream()
                .map(token -> token.getText().stripTrailing())
                .filter(text -> text.startsWith("//") || text.startsWith("/*"))
                .toList();
    }

    private static String format(String text) {
        SourceFile file = SourceFile.of("test.net", text);
        check(file);
        return Formatter.format(file).text();
    }

    @Test
    void leavesTheMnistSampleAsItIs() throws IOException {
        String text = Files.readString(Path.of("src/test/net/mnist.net"));
        assertThat(format(text)).isEqualTo(text);
    }

    @Test
    void setsSpacesAndIndents() {
        assertThat(format("""
                net a( w:int=3 ,n : layer=bn )
                block  b (n){conv  n 3x3/2(groups=2*n,pad=-1)->bn ->relu}
                x=image->c :b(64>96)
                """)).isEqualTo("""
                net a(w: int = 3, n: layer = bn)
                block b(n) { conv n 3x3 /2 (groups = 2 * n, pad = -1) -> bn -> relu }
                x = image -> c: b(64>96)
                """);
    }

    @Test
    void breaksBracesOfMoreThanOneLineAndDropsIdleCommas() {
        assertThat(format("""
                data mnist { batch = 60,
                    shuffle = epoch, last = drop,
                train { flip horizontal, } }
                image
                -> concat
                {
                a: conv 1 1x1,
                b: identity }
                -> relu ->
                dense 3
                """)).isEqualTo("""
                data mnist {
                  batch = 60
                  shuffle = epoch, last = drop
                  train { flip horizontal }
                }
                image
                  -> concat {
                    a: conv 1 1x1
                    b: identity
                  }
                  -> relu
                  -> dense 3
                """);
    }

    @Test
    void keepsCommentsAndBlankLineGroups() {
        assertThat(format("""


                // first
                train { // open
                  seed = 7 // seed
                  // between
                  optimizer = sgd(lr = 0.1)    /* rate */


                  stop = 1 epoch

                  // last
                }
                /* a
                   b */
                image -> /* in */ relu
                  // on the way
                  -> bn
                """)).isEqualTo("""
                // first
                train {  // open
                  seed      = 7  // seed
                  // between
                  optimizer = sgd(lr = 0.1)  /* rate */

                  stop = 1 epoch

                  // last
                }
                /* a
                   b */
                image -> /* in */ relu
                  // on the way
                  -> bn
                """);
    }

    @Test
    void writesPlainLineEndsAndNoByteOrderMark() {
        assertThat(format("\uFEFFtrain {\r\n\tseed = 7\r\n}")).isEqualTo("train {\n  seed = 7\n}\n");
        assertThat(format("")).isEmpty();
        assertThat(format("// only\r\n")).isEqualTo("// only\n");
    }

    @Test
    void putsCommasBetweenBranchesOfOneLine() {
        assertThat(format("""
                x -> concat { a: relu b: bn -> relu }
                defaults { conv { bias = none } bn { eps = 1e-3 } }
                """)).isEqualTo("""
                x -> concat { a: relu, b: bn -> relu }
                defaults { conv { bias = none } bn { eps = 1e-3 } }
                """);
    }

    @Test
    void alignsExpectationsOfAStatement() {
        assertThat(format("""
                image -> conv 64 7x7 /2 expect 64x112x112
                -> relu
                -> max 3x3 /2   expect [n, 56, 56] // half
                x -> relu expect 3 -> bn
                """)).isEqualTo("""
                image -> conv 64 7x7 /2  expect 64x112x112
                  -> relu
                  -> max 3x3 /2          expect [n, 56, 56]  // half
                x -> relu expect 3 -> bn
                """);
    }

    @Test
    void continuesListsIndented() {
        assertThat(format("""
                let a = [
                1,
                2
                ]
                train {
                loss = f(x,
                y)
                }
                """)).isEqualTo("""
                let a = [
                  1,
                  2
                ]
                train {
                  loss = f(x,
                    y)
                }
                """);
    }

    @Test
    void leavesAFileWithErrorsAlone() {
        SourceFile file = SourceFile.of("bad.net", "train {  seed == 7 }");
        Formatter.FormatResult result = Formatter.format(file);
        assertThat(result.text()).isEqualTo(file.text());
        assertThat(result.diagnostics()).extracting(Diagnostic::code).containsExactly(DiagnosticCode.DOUBLE_EQUALS);
    }
}
