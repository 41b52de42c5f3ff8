package dev.bnc.compiler.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Each `src/test/diagnostics/NAME.net` is diagnosed; the whole rendered text must equal `NAME.txt`. Run with
/// `-Dgolden.update` to write the texts anew, and review them.
class DiagnosticsGoldenTest {
    private static final Path FOLDER = Path.of("src/test/diagnostics");

    @TestFactory
    Stream<DynamicTest> everyFileGivesItsText() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Path> nets = files.filter(path -> path.toString().endsWith(".net"))
                    .sorted()
                    .toList();
            assertThat(nets).isNotEmpty();
            return nets.stream()
                    .map(net -> DynamicTest.dynamicTest(net.getFileName().toString(), () -> check(net)));
        }
    }

    private static void check(Path net) throws IOException {
        String name = net.getFileName().toString();
        SourceFile file = SourceFile.of(name, Files.readString(net));
        String actual = DiagnosticRenderer.plain().render(FrontEnd.diagnose(file));
        Path golden = FOLDER.resolve(name.replace(".net", ".txt"));
        if (System.getProperty("golden.update") != null) {
            Files.writeString(golden, actual);
        }
        assertThat(actual).isNotEmpty().isEqualTo(Files.readString(golden));
    }
}
