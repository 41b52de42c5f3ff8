package dev.bnc.compiler.fusion;

import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.model.Layer;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.pass.Finding;
import dev.bnc.compiler.pass.Remark;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.SourceSpan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Shows remarks where their layers are written.
public final class RemarkDiagnostics {
    private final Map<String, SourceSpan> spans = new HashMap<>();

    private RemarkDiagnostics(Model model) {
        for (Layer layer : model.layers()) {
            spans.putIfAbsent(layer.name(), layer.span());
        }
    }

    /// The remarks that say more than a line, of layers of this net, in order.
    public static List<Diagnostic> of(List<Remark> remarks, Model model) {
        var diagnostics = new RemarkDiagnostics(model);
        return remarks.stream()
                .flatMap(r -> diagnostics.diagnostic(r).stream())
                .distinct()
                .toList();
    }

    private Optional<Diagnostic> diagnostic(Remark remark) {
        Optional<SourceSpan> span = span(remark.where());
        return remark.finding().flatMap(f -> span.map(s -> diagnostic(remark, f, s)));
    }

    private Diagnostic diagnostic(Remark remark, Finding finding, SourceSpan span) {
        Diagnostic diagnostic =
                Diagnostic.remark(finding.code(), span, remark.text()).label(finding.label());
        for (Finding.Place place : finding.places().stream().distinct().toList()) {
            Optional<SourceSpan> other = span(place.where());
            if (other.isPresent()) {
                diagnostic = diagnostic.secondary(other.orElseThrow(), place.text());
            }
        }
        for (String note : finding.notes()) {
            diagnostic = diagnostic.note(note);
        }
        for (String help : finding.helps()) {
            diagnostic = diagnostic.help(help);
        }
        return diagnostic;
    }

    private Optional<SourceSpan> span(Origin origin) {
        return Optional.ofNullable(spans.get(origin.layer()));
    }
}
