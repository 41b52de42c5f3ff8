package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Entry;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.NamePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Sorts the settings of a variant, or of `--set`, by what they change.
///
/// | path | changes |
/// |---|---|
/// | `width` | a parameter of the net |
/// | `relu`, `bn` | every layer of that kind, to another kind or `off` |
/// | `conv.bias` | an option of every layer of that kind that does not give it itself |
/// | `data.batch` | a setting of the data section |
/// | `train.seed`, `optimizer.lr` | a setting of the train section, or an argument of one |
final class OverrideReader {
    private final Problems problems;
    private final Set<String> netParameters;
    private final Map<String, Entry.Setting> parameters = new LinkedHashMap<>();
    private final Map<String, Entry.Setting> kinds = new LinkedHashMap<>();
    private final Map<String, Map<String, Entry.Setting>> options = new LinkedHashMap<>();
    private final List<Entry.Setting> data = new ArrayList<>();
    private final List<Entry.Setting> train = new ArrayList<>();

    OverrideReader(Problems problems, Set<String> netParameters) {
        this.problems = problems;
        this.netParameters = netParameters;
    }

    Overrides read(List<Entry.Setting> settings) {
        settings.forEach(s -> problems.attempt(() -> sort(s)));
        return new Overrides(parameters, kinds, options, data, train);
    }

    private void sort(Entry.Setting setting) {
        String head = setting.path().head().text();
        int length = setting.path().segments().size();
        if (setting.path().segments().stream().anyMatch(s -> s.index().isPresent())) {
            throw unknown(setting.path());
        }
        if (netParameters.contains(head) && length == 1) {
            parameters.put(head, assignment(setting));
        } else if (head.equals("data") && length > 1) {
            data.add(within(setting));
        } else if (head.equals("train") && length > 1) {
            train.add(within(setting));
        } else if (TrainSection.SIGNATURE.accepts(head)) {
            train.add(setting);
        } else if (LayerKind.of(head).isPresent() && length == 1) {
            kinds.put(head, assignment(setting));
        } else if (LayerKind.of(head).isPresent() && length == 2) {
            option(head, assignment(setting));
        } else {
            throw unknown(setting.path());
        }
    }

    private void option(String kind, Entry.Setting setting) {
        Name name = setting.path().segments().getLast().name();
        LayerKind layer = LayerKind.of(kind).orElseThrow();
        Signature signature = layer.signature();
        if (BatchNormOptions.isMomentum(layer, name.text())) {
            throw BatchNormOptions.ambiguous(Given.of(setting.value(), Scope.top()), setting.span());
        }
        if (!signature.options().contains(name.text())) {
            throw ElaborationException.of(
                    Unknown.member(kind, "option", name.text(), name.span(), signature.options())
                            .note(signature.usage()));
        }
        options.computeIfAbsent(kind, _ -> new LinkedHashMap<>()).put(name.text(), setting);
    }

    /// The setting with the section's name taken off its path.
    private static Entry.Setting within(Entry.Setting setting) {
        List<NamePath.Segment> rest =
                setting.path().segments().subList(1, setting.path().segments().size());
        var path = new NamePath(
                rest, rest.getFirst().name().span().to(rest.getLast().name().span()));
        return new Entry.Setting(path, setting.operator(), setting.value(), setting.span());
    }

    private static Entry.Setting assignment(Entry.Setting setting) {
        if (setting.operator() != Entry.Operator.ASSIGN) {
            throw ElaborationException.of(Diagnostic.error(
                            DiagnosticCode.WRONG_TYPE,
                            setting.span(),
                            "`" + setting.path() + "` can only be set with `=`")
                    .note("`*=` and the like change settings of the data and train sections"));
        }
        return setting;
    }

    private ElaborationException unknown(NamePath path) {
        var known = new LinkedHashSet<>(netParameters);
        known.addAll(TrainSection.SIGNATURE.options());
        DataSection.SIGNATURE.options().forEach(o -> known.add("data." + o));
        known.addAll(LayerKind.words());
        return ElaborationException.of(
                Unknown.of(DiagnosticCode.UNKNOWN_KEY, "setting", path.toString(), path.span(), known));
    }
}
