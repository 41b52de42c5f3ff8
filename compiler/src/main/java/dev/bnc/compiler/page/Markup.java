package dev.bnc.compiler.page;

/// Text inside HTML and SVG.
final class Markup {
    private Markup() {}

    /// The text with everything escaped that means something in elements or in quoted attributes. Characters that XML has no
    /// place for become the replacement character.
    static String escaped(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                case '\n' -> escaped.append("&#10;");
                default -> escaped.appendCodePoint(allowed(c) ? c : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    private static boolean allowed(int c) {
        boolean control = c < ' ' || (c >= 0x7F && c <= 0x9F);
        boolean alone = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return !control && !alone && (c & 0xFFFE) != 0xFFFE;
    }
}
