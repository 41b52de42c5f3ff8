package dev.bnc.cli;

import java.util.List;

/// Lays rows of text out in columns of equal width.
final class TextTable {
    private static final String GAP = "  ";

    private TextTable() {}

    /// The rows as lines, each indented.
    ///
    /// @param firstNumeric index of the first column that is aligned to the right; all behind it are too
    static String of(List<List<String>> rows, int firstNumeric) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var text = new StringBuilder();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append(GAP).append(i < firstNumeric ? row.get(i) + padding : padding + row.get(i));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
