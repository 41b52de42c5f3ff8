package dev.bnc.compiler.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFileTest {
    @Test
    void countsLinesOfAllThreeLineEnds() {
        SourceFile file = SourceFile.of("x", "a\nbb\r\nc\rd");
        assertThat(file.lineCount()).isEqualTo(4);
        assertThat(file.lineText(1)).isEqualTo("a");
        assertThat(file.lineText(2)).isEqualTo("bb");
        assertThat(file.lineText(3)).isEqualTo("c");
        assertThat(file.lineText(4)).isEqualTo("d");
        assertThat(file.line(file.text().indexOf('c'))).isEqualTo(3);
        assertThat(file.line(file.text().length())).isEqualTo(4);
    }

    @Test
    void countsColumnsInCharacters() {
        SourceFile file = SourceFile.of("x", "\uD83D\uDE00é x");
        assertThat(file.column(file.text().indexOf('x'))).isEqualTo(4);
        assertThat(new SourceSpan(file, 4, 5)).hasToString("x:1:4");
    }

    @Test
    void leavesAByteOrderMarkOut() {
        assertThat(SourceFile.of("x", "\uFEFFnet").text()).isEqualTo("net");
    }

    @Test
    void refusesWhatIsNotUtf8(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("latin.net");
        Files.write(path, new byte[] {'a', (byte) 0xE9, 'b'});
        assertThatThrownBy(() -> SourceFile.read(path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not UTF-8 text");
    }

    @Test
    void refusesSpansOutsideTheText() {
        SourceFile file = SourceFile.of("x", "abc");
        assertThatThrownBy(() -> new SourceSpan(file, 1, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SourceSpan(file, 2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new SourceSpan(file, 0, 1).to(new SourceSpan(file, 2, 3)).text())
                .isEqualTo("abc");
    }
}
