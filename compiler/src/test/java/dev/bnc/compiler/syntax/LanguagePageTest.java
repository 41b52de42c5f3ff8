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

/// docs/language.md: every example on it holds.
class LanguagePageTest {
    private static final Path PAGE = Path.of("../docs/language.md");

    private static List<NetExample> examples() throws IOException {
        return NetExample.of("language.md", Files.readString(PAGE));
    }

    @TestFactory
    Stream<DynamicTest> everyExampleIsWhatItSays() throws IOException {
        return examples().stream()
                .map(example -> DynamicTest.dynamicTest(
                        example.toString(),
                        () -> assertThat(example.errors())
                                .as("%s", DiagnosticRenderer.plain().render(example.diagnose()))
                                .isEqualTo(example.error().stream().toList())));
    }

    @TestFactory
    Stream<DynamicTest> everyRightExampleIsLaidOutAsTheFormatterDoes() throws IOException {
        return examples().stream()
                .filter(example -> example.error().isEmpty())
                .map(example -> DynamicTest.dynamicTest(example.toString(), () -> {
                    SourceFile file = SourceFile.of("net.net", example.text());
                    FormatterTest.check(file);
                    assertThat(Formatter.format(file).text()).isEqualTo(example.text());
                }));
    }

    @Test
    void theRenderedErrorIsWhatIsRendered() throws IOException {
        NetExample wrong = examples().stream()
                .filter(example -> example.error().isPresent())
                .findFirst()
                .orElseThrow();
        assertThat(Files.readString(PAGE))
                .contains("```\n" + DiagnosticRenderer.plain().render(wrong.diagnose()) + "```");
    }
}
