package dev.bnc.compiler.syntax;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The text of one `.net` file and the name it is shown under. A leading byte order mark is not part of the text.
///
/// Offsets count UTF-16 units from 0; lines and columns count from 1. A line ends at `\n`, `\r\n` or a lone `\r`.
public final class SourceFile {
    private final String name;
    private final String text;
    private final int[] lineStarts;

    private SourceFile(String name, String text) {
        this.name = name;
        this.text = text;
        this.lineStarts = lineStarts(text);
    }

    /// A file of the given name (as shown in diagnostics) and text.
    public static SourceFile of(String name, String text) {
        return new SourceFile(name, text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    /// Reads a UTF-8 file. The name shown is the path as given.
    ///
    /// @throws IOException if the file cannot be read, or is not UTF-8 (then the message says so)
    public static SourceFile read(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return of(path.toString(), text);
        } catch (CharacterCodingException e) {
            throw new IOException(path + " is not UTF-8 text; save it as UTF-8 and try again", e);
        }
    }

    /// The name shown in diagnostics, usually a path as the user wrote it.
    public String name() {
        return name;
    }

    /// The whole text.
    public String text() {
        return text;
    }

    /// How many lines the file has; at least 1.
    public int lineCount() {
        return lineStarts.length;
    }

    /// The line, from 1, that holds `offset`. The end of the text belongs to the last line.
    public int line(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /// The column, from 1, of `offset` in its line, counted in characters (code points).
    public int column(int offset) {
        return text.codePointCount(lineStarts[line(offset) - 1], offset) + 1;
    }

    /// The offset of the first character of `line`, which counts from 1.
    public int lineStart(int line) {
        return lineStarts[line - 1];
    }

    /// The offset just after the last character of `line`, its line break excluded.
    public int lineEnd(int line) {
        int end = line < lineStarts.length ? lineStarts[line] : text.length();
        while (end > lineStart(line) && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return end;
    }

    /// The text of `line`, which counts from 1, without its line break.
    public String lineText(int line) {
        return text.substring(lineStart(line), lineEnd(line));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceFile that && name.equals(that.name) && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + text.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }

    private static int[] lineStarts(String text) {
        int[] starts = new int[16];
        int count = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean ends = c == '\n' || (c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n'));
            if (ends) {
                if (count == starts.length) {
                    starts = Arrays.copyOf(starts, count * 2);
                }
                starts[count++] = i + 1;
            }
        }
        return Arrays.copyOf(starts, count);
    }
}
