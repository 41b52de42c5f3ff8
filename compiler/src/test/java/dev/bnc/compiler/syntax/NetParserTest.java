package dev.bnc.compiler.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetParserTest {
    @ParameterizedTest
    @ValueSource(strings = {"mnist", "bn-inception"})
    void readsTheSamplesWithoutAComplaint(String name) throws IOException {
        ParseResult result = NetParser.parse(SourceFile.read(Path.of("src/test/net", name + ".net")));
        assertThat(result.diagnostics().stream().map(DiagnosticRenderer.plain()::render))
                .isEmpty();
        assertThat(result.ast().header()).isPresent();
    }
}
