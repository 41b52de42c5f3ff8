package dev.bnc.compiler.elaborate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Which arguments a layer, block, call or section takes.
///
/// @param what for messages: `layer`, `block`, `optimizer`, `section`
/// @param positional names of the arguments that can be given without a name, in order
/// @param required how many of the positional ones must be given
/// @param options arguments that need their name
record Signature(String what, String name, List<String> positional, int required, List<String> options) {
    Signature {
        positional = List.copyOf(positional);
        options = List.copyOf(options);
    }

    /// All argument names.
    List<String> names() {
        var names = new ArrayList<>(positional);
        names.addAll(options);
        return names;
    }

    boolean accepts(String name) {
        return positional.contains(name) || options.contains(name);
    }

    /// For a note: how it is written.
    String usage() {
        return what.equals("section") || what.equals("defaults")
                ? "`" + name + "` takes " + names().stream().map(n -> "`" + n + "`").collect(Collectors.joining(", "))
                : "`" + name + "` is written `" + text() + "`";
    }

    /// As written: `conv out kernel (stride, pad)`.
    String text() {
        String head = String.join(" ", positional);
        String tail = options.isEmpty() ? "" : " (" + String.join(", ", options) + ")";
        return (name + " " + head).strip() + tail;
    }
}
