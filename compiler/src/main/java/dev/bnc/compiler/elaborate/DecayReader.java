package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.autodiff.WeightDecay;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Edit;
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

    WeightDecay read(Given given) {
        if (!(given.datum() instanceof Datum.Except except)) {
            return WeightDecay.of(given.realIn(0, Double.POSITIVE_INFINITY));
        }
        double rate =
                given.part(except.value()).realIn(0, Double.POSITIVE_INFINITY);
        Set<Role> decayed = EnumSet.of(Role.WEIGHT, Role.BIAS, Role.GAMMA, Role.BETA);
        Set<String> exempt = new HashSet<>();
        given.items(except.exceptions()).forEach(item -> exempt(item, decayed, exempt));
        warnOfDecayedNorms(given, except.exceptions(), decayed);
        return new WeightDecay(rate, decayed, exempt);
    }

    private void exempt(Given item, Set<Role> decayed, Set<String> exempt) {
        String entry = item.word().orElseThrow(() -> item.expected("a role such as `bias`, or a parameter"));
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
            throw ElaborationException.of(Unknown.of("role or parameter", entry, item.value(), known));
        }
        exempt.add(entry);
    }

    private void warnOfDecayedNorms(Given given, Datum.Items exceptions, Set<Role> decayed) {
        boolean gamma = decayed.contains(Role.GAMMA) && parameters.stream().anyMatch(p -> p.role() == Role.GAMMA);
        boolean beta = decayed.contains(Role.BETA) && parameters.stream().anyMatch(p -> p.role() == Role.BETA);
        if (gamma || beta) {
            String missing = gamma && beta ? "gamma, beta" : gamma ? "gamma" : "beta";
            List<Edit> edits = exceptions.spans().stream()
                    .limit(1)
                    .map(first -> Edit.insertBefore(first, missing + ", "))
                    .toList();
            problems.add(Diagnostic.warning(
                            DiagnosticCode.DECAYED_NORM, given.value(), "normalizers are decayed too: " + missing)
                    .label(gamma ? "a decayed gamma is pulled to 0 with its whole channel" : "")
                    .note("without `except`, biases, gamma and beta are left alone")
                    .help("leave them alone", edits.toArray(Edit[]::new)));
        }
    }
}
