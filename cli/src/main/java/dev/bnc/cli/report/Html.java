package dev.bnc.cli.report;

import dev.bnc.runtime.artifact.Json;
import java.util.List;
import java.util.stream.Collectors;

/// Text as HTML.
final class Html {
    private Html() {}

    /// The text with every character that HTML gives a meaning escaped, also inside attributes.
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /// JSON that can stand in a `script` element: nothing in it can end the element.
    static String embedded(Json json) {
        return json.toString()
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    /// A row of a table, its first cell the row's head; the cells are HTML.
    static String row(List<String> cells) {
        return cells.subList(1, cells.size()).stream()
                .map(cell -> "<td>" + cell + "</td>")
                .collect(Collectors.joining("", "<tr><th scope=\"row\">" + cells.getFirst() + "</th>", "</tr>\n"));
    }

    /// A row of heads; the cells are HTML.
    static String head(List<String> cells) {
        return cells.stream()
                .map(cell -> "<th scope=\"col\">" + cell + "</th>")
                .collect(Collectors.joining("", "<tr>", "</tr>\n"));
    }

    /// A whole table.
    static String table(String caption, List<String> head, List<List<String>> rows) {
        return "<div class=\"wide\"><table>\n<caption>" + escaped(caption) + "</caption>\n<thead>" + head(head)
                + "</thead>\n<tbody>" + rows.stream().map(Html::row).collect(Collectors.joining())
                + "</tbody>\n</table></div>\n";
    }
}
