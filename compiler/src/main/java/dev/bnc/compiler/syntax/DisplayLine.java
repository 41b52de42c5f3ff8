package dev.bnc.compiler.syntax;

/// One source line as a terminal shows it: tabs spread to the next multiple of four, control characters replaced, wide
/// characters counted twice and combining ones not at all, so that carets stand right below.
final class DisplayLine {
    private static final int TAB = 4;
    private static final int MOST_COLUMNS = 160;
    private static final int BEFORE_FOCUS = 60;

    private final StringBuilder shown = new StringBuilder();

    /// For each UTF-16 unit of the line, and for its end: the column, from 0, where it is shown.
    private final int[] columns;

    /// Where the shown part starts, in columns and in units of `shown`.
    private int cutColumns;

    private boolean cut;

    private DisplayLine(String text) {
        columns = new int[text.length() + 1];
        int column = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int units = Character.charCount(c);
            for (int k = 0; k < units; k++) {
                columns[i + k] = column;
            }
            column += append(c, column);
            i += units;
        }
        columns[text.length()] = column;
    }

    /// The line, cut to a window around unit `focus` if it is very long.
    static DisplayLine of(String text, int focus) {
        DisplayLine line = new DisplayLine(text);
        int all = line.columns[text.length()];
        if (all > MOST_COLUMNS) {
            int from = Math.max(
                    0, Math.min(line.columns[Math.min(focus, text.length())] - BEFORE_FOCUS, all - MOST_COLUMNS));
            line.crop(from);
        }
        return line;
    }

    /// The text to print.
    String text() {
        return shown.toString();
    }

    /// The column, from 0, at which unit `index` is printed; the edge of the window if it is outside.
    int column(int index) {
        int column = columns[Math.min(index, columns.length - 1)];
        return cut ? Math.clamp(column - cutColumns, 0, MOST_COLUMNS) : column;
    }

    private int append(int c, int column) {
        if (c == '\t') {
            int width = TAB - column % TAB;
            shown.append(" ".repeat(width));
            return width;
        }
        int width = width(c);
        shown.appendCodePoint(isPrintable(c) ? c : 0xFFFD);
        return width;
    }

    /// Keeps [#MOST_COLUMNS] columns from column `from`. Exact where no wide character stands before; then a little
    /// off.
    private void crop(int from) {
        cut = true;
        int start = shown.offsetByCodePoints(0, Math.min(from, shown.codePointCount(0, shown.length())));
        int left = shown.codePointCount(start, shown.length());
        int end = shown.offsetByCodePoints(start, Math.min(MOST_COLUMNS, left));
        String before = from > 0 ? "…" : "";
        String after = end < shown.length() ? "…" : "";
        String kept = before + shown.substring(start, end) + after;
        shown.setLength(0);
        shown.append(kept);
        cutColumns = from - before.length();
    }

    private static boolean isPrintable(int c) {
        int kind = Character.getType(c);
        return !Character.isISOControl(c)
                && kind != Character.FORMAT
                && kind != Character.SURROGATE
                && kind != Character.UNASSIGNED
                && kind != Character.LINE_SEPARATOR
                && kind != Character.PARAGRAPH_SEPARATOR;
    }

    /// Columns a character takes in a terminal: after Unicode's East Asian Width, roughly.
    private static int width(int c) {
        int kind = Character.getType(c);
        if (kind == Character.NON_SPACING_MARK || kind == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean wide = (c >= 0x1100 && c <= 0x115F)
                || (c >= 0x2E80 && c <= 0xA4CF)
                || (c >= 0xAC00 && c <= 0xD7A3)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0xFE30 && c <= 0xFE6F)
                || (c >= 0xFF00 && c <= 0xFF60)
                || (c >= 0xFFE0 && c <= 0xFFE6)
                || (c >= 0x1F300 && c <= 0x1FAFF)
                || (c >= 0x20000 && c <= 0x3FFFD);
        return wide ? 2 : 1;
    }
}
