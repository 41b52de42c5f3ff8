package dev.bnc.compiler.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Each `NAME.net` in `src/test/diagnostics` is diagnosed, and the whole rendered text must equal `NAME.txt` beside it. In the folder
/// `syntax` only the parser is asked, elsewhere the whole front end. Run with `-Dgolden.update` to write the texts anew, and
/// review them.
class DiagnosticsGoldenTest {
    private static final Path FOLDER = Path.of("src/test/diagnostics");

    @TestFactory
    Stream<DynamicTest> everyFileGivesItsText() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            List<Path> nets = files.filter(path -> path.toString().endsWith(".net"))
                    .sorted()
                    .toList();
            assertThat(nets).isNotEmpty();
            return nets.stream()
                    .map(net -> DynamicTest.dynamicTest(FOLDER.relativize(net).toString(), () -> check(net)));
        }
    }

    private static void check(Path net) throws IOException {
        String name = net.getFileName().toString();
        SourceFile file = SourceFile.of(name, Files.readString(net));
        boolean syntax = net.startsWith(FOLDER.resolve("syntax"));
        List<Diagnostic> diagnostics = syntax ? NetParser.parse(file).diagnostics() : FrontEnd.diagnose(file);
        String actual = DiagnosticRenderer.plain().render(diagnostics);
        Path golden = net.resolveSibling(name.replace(".net", ".txt"));
        if (System.getProperty("golden.update") != null) {
            Files.writeString(golden, actual);
        }
        assertThat(actual).isNotEmpty().isEqualTo(Files.readString(golden));
    }
}
