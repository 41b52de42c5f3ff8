package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Name;
import java.util.List;
import java.util.Map;

/// Reads values written as calls, such as `sgd(lr = 0.1)` or `ema(keep = 0.9)`; a bare word is a call
/// without arguments.
final class CallReader {
    private CallReader() {}

    /// The name that was called, one of those of `signatures`, and its arguments.
    static Map.Entry<String, Arguments> bind(Datum.Call call, List<Signature> signatures) {
        Name name = call.application().name();
        Signature signature = find(name, signatures);
        List<Given> given = Given.of(call.application().arguments(), call.scope());
        return Map.entry(name.text(), Arguments.bind(signature, name.span(), given, Map.of()));
    }

    /// The same of a setting that may be a call or a word.
    static Map.Entry<String, Arguments> bind(Given given, List<Signature> signatures) {
        return switch (given.datum()) {
            case Datum.Call call -> bind(call, signatures);
            case Datum.Word word -> {
                Signature signature = find(new Name(word.value(), given.span()), signatures);
                yield Map.entry(word.value(), Arguments.bind(signature, given.span(), List.of(), Map.of()));
            }
            default -> throw given.expected("one of " + names(signatures));
        };
    }

    private static Signature find(Name name, List<Signature> signatures) {
        return signatures.stream()
                .filter(s -> s.name().equals(name.text()))
                .findFirst()
                .orElseThrow(() -> ElaborationException.of(
                        Unknown.of(signatures.getFirst().what(), name.text(), name.span(), names(signatures))));
    }

    private static List<String> names(List<Signature> signatures) {
        return signatures.stream().map(Signature::name).toList();
    }
}
