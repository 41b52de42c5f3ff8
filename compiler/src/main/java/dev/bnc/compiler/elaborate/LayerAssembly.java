package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.model.Layer;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.SourceSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Builds the layers of a net into its graph, with what defaults and overrides say, and keeps the list of them.
final class LayerAssembly {
    private final GraphBuilder graph;
    private final Overrides overrides;
    private final Scope top;
    private final Map<String, Map<String, Given>> defaults;
    private final ParameterList parameters = new ParameterList();
    private final List<Layer> layers = new ArrayList<>();
    private final List<BuiltLayer> built = new ArrayList<>();
    private final Layers builder = new Layers();

    /// @param defaults options per layer kind, from the `defaults` section
    LayerAssembly(GraphBuilder graph, Overrides overrides, Scope top, Map<String, Map<String, Given>> defaults) {
        this.graph = graph;
        this.overrides = overrides;
        this.top = top;
        this.defaults = defaults;
    }

    ParameterList parameters() {
        return parameters;
    }

    /// Layers and blocks, a block after its layers.
    List<Layer> layers() {
        return layers;
    }

    /// Built-in layers.
    List<BuiltLayer> built() {
        return built;
    }

    /// Builds one layer.
    ///
    /// @param name its full name
    Flow layer(Target.BuiltIn target, SourceSpan span, Flow in, String name) {
        String kind = target.kind().word();
        BatchNormOptions.refuseMomentum(target);
        var preset = new LinkedHashMap<>(overrides.optionsOf(kind, top));
        defaults.getOrDefault(kind, Map.of()).forEach(preset::putIfAbsent);
        Arguments arguments = Arguments.bind(target.kind().signature(), target.name(), target.arguments(), preset);
        graph.at(origin(name, span));
        int before = parameters.count();
        Flow out = build(target.kind(), new LayerContext(graph, parameters, name, arguments, in, span));
        var layer = new Layer(
                name,
                written(target.kind(), arguments),
                in.value(),
                out.value(),
                out.example(),
                parameters.namesFrom(before),
                false,
                span);
        layers.add(layer);
        built.add(new BuiltLayer(layer, target.kind(), arguments, in, out));
        return out;
    }

    /// What a layer requires is checked where it is built, in the user's words; this is for what was forgotten there.
    private Flow build(LayerKind kind, LayerContext layer) {
        try {
            return builder.build(kind, layer);
        } catch (IllegalArgumentException | ArithmeticException unfit) {
            throw ElaborationException.of(layer.shapeError(
                            DiagnosticCode.LAYER_DOES_NOT_FIT, "`" + kind.word() + "` cannot be built here")
                    .note(String.valueOf(unfit.getMessage())));
        }
    }

    private static String written(LayerKind kind, Arguments arguments) {
        String positional = kind.signature().positional().stream()
                .flatMap(p -> arguments.find(p).stream())
                .map(g -> g.datum().text())
                .collect(Collectors.joining(" "));
        return (kind.word() + " " + positional).strip();
    }

    /// Notes a block, or a labelled join, whose layers have been built.
    ///
    /// @param before how many parameters there were before it
    void block(String name, String kind, Flow in, Flow out, int before, SourceSpan span) {
        layers.add(new Layer(
                name, kind, in.value(), out.value(), out.example(), parameters.namesFrom(before), true, span));
    }

    static Origin origin(String name, SourceSpan span) {
        return new Origin(name, span.file().name(), span.line(), span.column());
    }
}
