package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.syntax.DiagnosticCode;
import java.util.ArrayList;
import java.util.List;

/// What a user is told of a remark beyond its one line: the code that explains it, other places, numbers, a way out.
///
/// @param label said under the carets of the layer
/// @param places where the cause is
public record Finding(
        DiagnosticCode code, String label, List<Place> places, List<String> notes, List<String> helps) {
    public Finding {
        places = List.copyOf(places);
        notes = List.copyOf(notes);
        helps = List.copyOf(helps);
    }

    /// Another place, and what to say of it.
    public record Place(Origin where, String text) {}

    static Finding of(DiagnosticCode code, String label) {
        return new Finding(code, label, List.of(), List.of(), List.of());
    }

    Finding place(Origin where, String text) {
        return new Finding(code, label, plus(places, new Place(where, text)), notes, helps);
    }

    Finding note(String note) {
        return new Finding(code, label, places, plus(notes, note), helps);
    }

    Finding help(String help) {
        return new Finding(code, label, places, notes, plus(helps, help));
    }

    private static <T> List<T> plus(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }
}
