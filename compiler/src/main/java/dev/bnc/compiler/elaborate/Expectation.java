package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Edit;
import dev.bnc.compiler.syntax.Stage;
import java.util.List;

/// Checks `expect 192x28x28`.
final class Expectation {
    private Expectation() {}

    static Flow check(Stage.Expect expect, Flow in, Scope scope) {
        Given given = Given.of(expect.shape(), scope);
        List<Long> wanted = wanted(given);
        List<Long> found = in.example().stream().map(Integer::longValue).toList();
        if (wanted.equals(found)) {
            return in;
        }
        throw ElaborationException.of(Diagnostic.error(
                        DiagnosticCode.EXPECTATION_FAILED, given.value(), "the shape here is not " + Flow.text(wanted))
                .label("it is " + in.text())
                .help("if the shape is right, expect it", new Edit(given.value(), in.text())));
    }

    private static List<Long> wanted(Given given) {
        return switch (given.datum()) {
            case Datum.Whole whole -> List.of(whole.value());
            case Datum.Size size ->
                size.sizes().stream().map(Integer::longValue).toList();
            case Datum.Items items ->
                given.items(items).stream().map(Expectation::size).toList();
            default -> throw given.expected("a shape such as `192x28x28`");
        };
    }

    private static long size(Given item) {
        if (item.datum() instanceof Datum.Whole whole) {
            return whole.value();
        }
        throw item.expected("a whole number");
    }
}
