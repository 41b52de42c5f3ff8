package dev.bnc.compiler.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.bnc.grammar.NetLexer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.antlr.v4.runtime.Token;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void straightensNetsLaidOutAtRandom(long seed) throws IOException {
        Random random = new Random(seed);
        for (Path path : nets()) {
            SourceFile file = SourceFile.read(path);
            for (int i = 0; i < 10; i++) {
                String untidy = untidy(file, random);
                SourceFile other = SourceFile.of(file.name(), untidy);
                assertThatCode(() -> check(other))
                        .as("seed %d:%n%s", seed, untidy)
                        .doesNotThrowAnyException();
                assertThat(AstText.of(NetParser.parse(other).ast()))
                        .isEqualTo(AstText.of(NetParser.parse(file).ast()));
            }
        }
    }

    /// The same net with other spaces, and line breaks and comments wherever they mean nothing.
    private static String untidy(SourceFile file, Random random) {
        StringBuilder text = new StringBuilder();
        int last = Token.INVALID_TYPE;
        for (Token token : Tokens.lex(file)) {
            boolean loose = Set.of(NetLexer.ARROW, Tokens.COMMA, Tokens.LEFT_PAREN, Tokens.LEFT_BRACE, Tokens.EQUALS)
                    .contains(last);
            boolean before = token.getType() == NetLexer.ARROW || token.getType() == Tokens.LEFT_BRACE;
            if (token.getType() == NetLexer.SPACE) {
                text.append(random.nextInt(3) == 0 ? "\t " : " ");
            } else if ((loose || before) && random.nextInt(4) == 0) {
                text.append(List.of("\n", " // c\n", " /* c */ ", "\n\n\n", "\n  // c\n", "\r\n")
                        .get(random.nextInt(6)));
            }
            if (token.getType() != NetLexer.SPACE) {
                text.append(token.getText());
                last = token.getType() == NetLexer.LINE_BREAK ? Token.INVALID_TYPE : token.getType();
            }
        }
        return text.toString();
    }

    @Test
    void leavesTheExamplesAsTheyAre() throws IOException {
        for (Path path : nets()) {
            if (path.startsWith("../examples")) {
                assertThat(format(Files.readString(path))).as("%s", path).isEqualTo(Files.readString(path));
            }
        }
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
