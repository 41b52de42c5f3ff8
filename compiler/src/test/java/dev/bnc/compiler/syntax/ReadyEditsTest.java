package dev.bnc.compiler.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The edits that diagnostics offer really repair what they complain of.
class ReadyEditsTest {
    @TestFactory
    Stream<DynamicTest> editsRepairSyntax() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> nets = Files.list(Path.of("src/test/diagnostics/syntax"))) {
            for (Path net : nets.filter(path -> path.toString().endsWith(".net"))
                    .sorted()
                    .toList()) {
                tests.addAll(tests(
                        SourceFile.read(net), file -> NetParser.parse(file).diagnostics()));
            }
        }
        assertThat(tests).hasSizeGreaterThan(30);
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> editsRepairTheWrongExamplesOfExplanations() {
        List<DynamicTest> tests = new ArrayList<>();
        for (DiagnosticCode code : DiagnosticCode.values()) {
            for (NetExample example :
                    NetExample.of(code.id(), Explanations.of(code).orElse(""))) {
                if (!example.fragment()) {
                    tests.addAll(tests(SourceFile.of(code.id() + ".net", example.text()), FrontEnd::diagnose));
                }
            }
        }
        assertThat(tests).hasSizeGreaterThan(3);
        return tests.stream();
    }

    private static List<DynamicTest> tests(SourceFile file, Function<SourceFile, List<Diagnostic>> frontEnd) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Diagnostic diagnostic : frontEnd.apply(file)) {
            for (Diagnostic.Help help : diagnostic.helps()) {
                if (!help.edits().isEmpty()) {
                    String name = diagnostic.span() + ": " + help.text();
                    tests.add(DynamicTest.dynamicTest(name, () -> check(file, diagnostic.code(), help, frontEnd)));
                }
            }
        }
        return tests;
    }

    private static void check(
            SourceFile file,
            DiagnosticCode code,
            Diagnostic.Help help,
            Function<SourceFile, List<Diagnostic>> frontEnd) {
        SourceFile edited = SourceFile.of(file.name(), Edit.apply(file, help.edits()));
        List<Diagnostic> after = frontEnd.apply(edited);
        assertThat(count(after, code))
                .as("%s", DiagnosticRenderer.plain().render(after))
                .isLessThan(count(frontEnd.apply(file), code));
    }

    private static long count(List<Diagnostic> diagnostics, DiagnosticCode code) {
        return diagnostics.stream()
                .filter(diagnostic -> diagnostic.code() == code)
                .count();
    }
}
