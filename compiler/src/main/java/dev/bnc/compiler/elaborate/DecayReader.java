package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.autodiff.WeightDecay;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.runtime.program.Role;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads `decay = 4e-5 except [bn.gamma, bn.beta, bias]`.
///
/// Without `except`, biases, gamma and beta are left alone. A list replaces that: `except []` decays everything.
/// An entry is a role (`bias`, `gamma`, `beta`, `weight`, with or without a layer kind before it) or the name of a parameter.
final class DecayReader {
    private static final Map<String, Role> ROLES =
            Map.of("weight", Role.WEIGHT, "bias", Role.BIAS, "gamma", Role.GAMMA, "beta", Role.BETA);

    private final List<ModelParameter> parameters;
    private final Problems problems;

    DecayReader(List<ModelParameter> parameters, Problems problems) {
        this.parameters = parameters;
        this.problems = problems;
    }

    WeightDecay none() {
        return WeightDecay.NONE;
    }

    WeightDecay read(Given given) {
        if (!(given.datum() instanceof Datum.Except except)) {
            return WeightDecay.of(given.realIn(0, Double.POSITIVE_INFINITY));
        }
        double rate =
                new Given(given.key(), except.value(), given.style(), given.span()).realIn(0, Double.POSITIVE_INFINITY);
        Set<Role> decayed = EnumSet.of(Role.WEIGHT, Role.BIAS, Role.GAMMA, Role.BETA);
        Set<String> exempt = new HashSet<>();
        for (Datum item : except.exceptions().items()) {
            exempt(given, item.text(), decayed, exempt);
        }
        warnOfDecayedNorms(given, decayed);
        return new WeightDecay(rate, decayed, exempt);
    }

    private void exempt(Given given, String entry, Set<Role> decayed, Set<String> exempt) {
        String last = entry.substring(entry.lastIndexOf('.') + 1);
        boolean kindOnly = entry.indexOf('.') < 0
                || LayerKind.of(entry.substring(0, entry.lastIndexOf('.'))).isPresent();
        if (kindOnly && ROLES.containsKey(last)) {
            decayed.remove(ROLES.get(last));
            return;
        }
        if (parameters.stream().noneMatch(p -> p.name().equals(entry))) {
            List<String> known =
                    new ArrayList<>(ROLES.keySet().stream().sorted().toList());
            parameters.stream().filter(p -> p.role().trainable()).forEach(p -> known.add(p.name()));
            throw ElaborationException.of(Unknown.of("role or parameter", entry, given.span(), known));
        }
        exempt.add(entry);
    }

    private void warnOfDecayedNorms(Given given, Set<Role> decayed) {
        boolean norms = parameters.stream().anyMatch(p -> p.role() == Role.GAMMA || p.role() == Role.BETA);
        if (norms && (decayed.contains(Role.GAMMA) || decayed.contains(Role.BETA))) {
            problems.add(Diagnostic.warning(
                            DiagnosticCode.DECAYED_NORM, given.span(), "gamma and beta of normalizers are decayed too")
                    .label("gamma is pulled to 0 with its whole channel")
                    .help("leave them out: `except [gamma, beta, bias]`, which is also what happens without `except`"));
        }
    }
}
