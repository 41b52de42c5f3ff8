package dev.bnc.compiler.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The edits that diagnostics offer really repair what they complain of.
class ReadyEditsTest {
    @TestFactory
    Stream<DynamicTest> eachEditTakesItsDiagnosticAway() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> nets = Files.list(Path.of("src/test/diagnostics/syntax"))) {
            for (Path net : nets.filter(path -> path.toString().endsWith(".net"))
                    .sorted()
                    .toList()) {
                SourceFile file = SourceFile.read(net);
                for (Diagnostic diagnostic : NetParser.parse(file).diagnostics()) {
                    for (Diagnostic.Help help : diagnostic.helps()) {
                        if (!help.edits().isEmpty()) {
                            String name = diagnostic.span() + ": " + help.text();
                            tests.add(DynamicTest.dynamicTest(name, () -> check(file, diagnostic, help)));
                        }
                    }
                }
            }
        }
        assertThat(tests).hasSizeGreaterThan(30);
        return tests.stream();
    }

    private static void check(SourceFile file, Diagnostic diagnostic, Diagnostic.Help help) {
        List<Diagnostic> before = NetParser.parse(file).diagnostics();
        SourceFile edited = SourceFile.of(file.name(), Edit.apply(file, help.edits()));
        List<Diagnostic> after = NetParser.parse(edited).diagnostics();
        assertThat(count(after, diagnostic.code()))
                .as("%s", DiagnosticRenderer.plain().render(after))
                .isLessThan(count(before, diagnostic.code()));
    }

    private static long count(List<Diagnostic> diagnostics, DiagnosticCode code) {
        return diagnostics.stream()
                .filter(diagnostic -> diagnostic.code() == code)
                .count();
    }
}
