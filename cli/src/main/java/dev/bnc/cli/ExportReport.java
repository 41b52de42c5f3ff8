package dev.bnc.cli;

import dev.bnc.runtime.artifact.Json;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// What is worth knowing of an exported file: a line of text and a JSON member for each fact, in order.
record ExportReport(SequencedMap<String, String> lines, Json.Obj members) {
    ExportReport {
        lines = new LinkedHashMap<>(lines);
    }

    /// A report without facts.
    ExportReport() {
        this(new LinkedHashMap<>(), new Json.Obj());
    }

    /// This report and one more fact.
    ///
    /// @param name of the line and the member
    /// @param text for people
    /// @param value for programs
    ExportReport with(String name, String text, Json value) {
        var more = new LinkedHashMap<>(lines);
        more.put(name, text);
        return new ExportReport(more, members.with(name, value));
    }
}
