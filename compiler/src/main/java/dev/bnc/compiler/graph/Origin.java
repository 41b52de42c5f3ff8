package dev.bnc.compiler.graph;

/// Which layer of which line a node was made for: `h1.dense` of `mnist.net:12:5`.
///
/// @param layer path of labels, empty if there is none
/// @param line 1-based, 0 if unknown
/// @param column 1-based, 0 if unknown
public record Origin(String layer, String file, int line, int column) {
    /// Made by the compiler, from no line in particular.
    public static final Origin NONE = new Origin("", "", 0, 0);

    /// As printed behind a node; empty for [#NONE].
    @Override
    public String toString() {
        String place = line == 0 ? "" : file + ":" + line + ":" + column;
        return (layer + " " + place).strip();
    }

    /// The same without the folder the file lies in, so that what is written of a net does not depend on where it is.
    public Origin withoutFolder() {
        return new Origin(layer, file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1), line, column);
    }
}
