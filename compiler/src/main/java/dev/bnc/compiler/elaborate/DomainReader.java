package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Entry;
import dev.bnc.runtime.data.Domain;
import dev.bnc.runtime.data.Transform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads `domains { noisy { noise 0.4 }, faint { levels 0.4 0.6 } }` of a data section.
final class DomainReader {
    private final Problems problems;
    private final Scope top;

    DomainReader(Problems problems, Scope top) {
        this.problems = problems;
        this.top = top;
    }

    List<Domain> read(Entry.Group domains) {
        var read = new ArrayList<Domain>();
        Map<String, Entry.Group> seen = new LinkedHashMap<>();
        for (Entry entry : domains.entries()) {
            switch (entry) {
                case Entry.Group domain -> {
                    Entry.Group before = seen.putIfAbsent(domain.name().text(), domain);
                    if (before == null) {
                        read.add(domain(domain));
                    } else {
                        problems.add(Diagnostic.error(
                                        DiagnosticCode.DEFINED_TWICE,
                                        domain.name().span(),
                                        "there is another domain `" + domain.name() + "`")
                                .secondary(before.name().span(), "the first one"));
                    }
                }
                case Entry.Setting _, Entry.Transform _ ->
                    problems.add(
                            Diagnostic.error(DiagnosticCode.UNKNOWN_KEY, entry.span(), "a domain has a name and braces")
                                    .help("write it as `noisy { noise 0.4 }`"));
            }
        }
        return read;
    }

    private Domain domain(Entry.Group domain) {
        var transforms = new ArrayList<Transform>();
        for (Entry entry : domain.entries()) {
            switch (entry) {
                case Entry.Transform transform ->
                    problems.attempt(() -> {
                        transforms.add(TransformReader.readOfDomain(new Datum.Call(transform.application(), top)));
                    });
                case Entry.Setting _, Entry.Group _ ->
                    problems.add(Diagnostic.error(
                            DiagnosticCode.UNKNOWN_KEY, entry.span(), "only transforms can stand in a domain"));
            }
        }
        return new Domain(domain.name().text(), transforms);
    }
}
