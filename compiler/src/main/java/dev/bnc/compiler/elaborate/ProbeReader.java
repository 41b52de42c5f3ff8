package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.model.Layer;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.compiler.model.Probe;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.NamePath;
import dev.bnc.compiler.syntax.SourceSpan;
import dev.bnc.runtime.train.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads `probe h3.norm.in { quantiles = [15, 50, 85], every = 100 steps }`.
final class ProbeReader {
    static final Signature SIGNATURE = new Signature("section", "probe", List.of(), 0, List.of("quantiles", "every"));
    private static final List<Double> DEFAULT_QUANTILES = List.of(15.0, 50.0, 85.0);

    private final List<Layer> layers;
    private final List<ModelParameter> parameters;
    private final Problems problems;
    private final Map<String, SourceSpan> seen = new HashMap<>();

    ProbeReader(List<Layer> layers, List<ModelParameter> parameters, Problems problems) {
        this.layers = layers;
        this.parameters = parameters;
        this.problems = problems;
    }

    Probe read(Item.Probe section, Scope top) {
        SourceSpan target = section.target().span();
        SourceSpan before = seen.putIfAbsent(section.target().toString(), target);
        if (before != null) {
            throw ElaborationException.of(Diagnostic.error(
                            DiagnosticCode.DEFINED_TWICE,
                            target,
                            "there is another probe of `" + section.target() + "`")
                    .secondary(before, "the first one"));
        }
        Arguments settings = Settings.read(SIGNATURE, target, section.settings(), top, problems);
        List<Double> quantiles =
                settings.find("quantiles").map(ProbeReader::quantiles).orElse(DEFAULT_QUANTILES);
        Span every = settings.find("every").map(Spans::span).orElse(Span.steps(100));
        // No output of a net has a dot in its name.
        String output = "probe." + (seen.size() - 1);
        return new Probe(section.target().toString(), output, value(section.target()), quantiles, every);
    }

    private static List<Double> quantiles(Given given) {
        if (!(given.datum() instanceof Datum.Items list) || list.items().isEmpty()) {
            throw given.expected("a list of percentiles, such as `[15, 50, 85]`");
        }
        return given.items(list).stream().map(i -> i.realUpTo(0, 100)).toList();
    }

    /// What flows into or out of a layer, out of it if the path does not say; or a parameter: `h3.dense.bias`.
    private Value value(NamePath path) {
        List<NamePath.Segment> segments = path.segments();
        String last = segments.getLast().toString();
        boolean side = segments.size() > 1 && (last.equals("in") || last.equals("out"));
        List<NamePath.Segment> name = side ? segments.subList(0, segments.size() - 1) : segments;
        Optional<Layer> layer = find(name);
        if (layer.isEmpty()) {
            return parameter(path).orElseThrow(() -> unknown(path));
        }
        return side && last.equals("in") ? layer.get().in() : layer.get().out();
    }

    private Optional<Value> parameter(NamePath path) {
        return parameters.stream()
                .filter(p -> p.name().equals(path.toString()))
                .map(ModelParameter::value)
                .findFirst();
    }

    private Optional<Layer> find(List<NamePath.Segment> path) {
        List<String> candidates = List.of("");
        for (NamePath.Segment segment : path) {
            List<String> prefixes = candidates;
            candidates = prefixes.stream()
                    .flatMap(prefix -> spellings(segment).map(s -> prefix.isEmpty() ? s : prefix + "." + s))
                    .toList();
        }
        List<String> names = candidates;
        return layers.stream().filter(l -> names.contains(l.name())).findFirst();
    }

    /// `bn[1]` is the second layer written `bn` without a label: `bn2`.
    private static Stream<String> spellings(NamePath.Segment segment) {
        String name = segment.name().text();
        if (segment.index().isEmpty()) {
            return Stream.of(name);
        }
        int index = segment.index().getAsInt();
        return index == 0 ? Stream.of(name, name + "1") : Stream.of(name + (index + 1));
    }

    private ElaborationException unknown(NamePath path) {
        var known = new ArrayList<String>();
        for (Layer layer : layers) {
            known.add(layer.name() + ".in");
            known.add(layer.name() + ".out");
        }
        return ElaborationException.of(Unknown.of("layer", path.toString(), path.span(), known)
                .note("layers: " + layers.stream().map(Layer::name).limit(20).collect(Collectors.joining(", "))));
    }
}
