package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.ElementType;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.Reshape;
import dev.bnc.compiler.graph.op.Statistics;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.Probe;
import dev.bnc.compiler.model.Study;
import dev.bnc.compiler.model.Training;
import dev.bnc.compiler.syntax.Argument;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Entry;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.NetFile;
import dev.bnc.compiler.syntax.NetParser;
import dev.bnc.compiler.syntax.Parameter;
import dev.bnc.compiler.syntax.ParseResult;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.compiler.syntax.SourceSpan;
import dev.bnc.compiler.syntax.Statement;
import dev.bnc.compiler.syntax.TypeRef;
import dev.bnc.runtime.data.DataSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Turns the text of a `.net` file into a [Model].
///
/// ```java
/// Elaboration result = Elaborator.elaborate(SourceFile.read(path), ElaborationOptions.NONE, SourceLoader.files());
/// result.diagnostics().forEach(d -> ...);
/// Model model = result.model().orElseThrow();
/// ```
public final class Elaborator {
    private final NetFile file;
    private final Problems problems;
    private final Scope top = Scope.top();
    private final Overrides overrides;

    private Elaborator(NetFile file, Problems problems, Overrides overrides) {
        this.file = file;
        this.problems = problems;
        this.overrides = overrides;
    }

    /// Elaborates one file. All errors that can be found are found in one go.
    public static Elaboration elaborate(SourceFile source, ElaborationOptions options, SourceLoader loader) {
        var problems = new Problems();
        ParseResult parsed = NetParser.parse(source);
        parsed.diagnostics().forEach(problems::add);
        NetFile file = parsed.ast();
        Overrides overrides = new VariantReader(file, problems).overrides(options);
        var elaborator = new Elaborator(file, problems, overrides);
        var uses = new Uses(loader, problems);
        uses.bind(file, elaborator.top);
        uses.bindBlocks(file, elaborator.top);
        Optional<Model> model = elaborator.model(options);
        List<Diagnostic> found =
                problems.all().stream().filter(d -> !follows(d, file)).toList();
        boolean failed = found.stream().anyMatch(Diagnostic::isError);
        return new Elaboration(failed ? Optional.empty() : model, found);
    }

    /// Whether a name is unknown only because the statement that defines it could not be read.
    private static boolean follows(Diagnostic diagnostic, NetFile file) {
        return diagnostic.code() == DiagnosticCode.UNKNOWN_NAME
                && file.lostNames().contains(diagnostic.span().text());
    }

    private Optional<Model> model(ElaborationOptions options) {
        problems.attempt(this::bindNetParameters);
        var net = new NetElaborator(problems, overrides, top, defaults());
        var inputs = new ArrayList<Name>();
        file.items(Item.Input.class).forEach(i -> problems.attempt(() -> input(i, net.graph(), inputs)));
        if (inputs.isEmpty()) {
            problems.attempt(this::noInput);
        }
        problems.attempt(() -> net.statements(file.items(Statement.class), Optional.empty(), top, LayerPath.top()));
        Graph graph = net.graph().build();
        if (graph.outputs().isEmpty() && !problems.hasErrors()) {
            problems.add(Diagnostic.error(DiagnosticCode.NO_OUTPUT, nameSpan(), "the net has no output")
                    .help("end a pipeline with `-> output logits`"));
        }
        reportUnused();
        Lints.check(problems, graph, net.layers(), net.explicitBiases());
        if (problems.hasErrors() && graph.outputs().isEmpty()) {
            return Optional.empty();
        }
        List<Probe> probes = probes(net);
        Optional<Study> study = new VariantReader(file, problems).study(top);
        Optional<Training> training = training(net, graph, inputs);
        return Optional.of(new Model(
                name(),
                options.variant().orElse(""),
                graph,
                net.parameters(),
                net.layers(),
                training,
                probes,
                study,
                file.items(Item.Variant.class).stream()
                        .map(v -> v.name().text())
                        .toList()));
    }

    private String name() {
        return file.header()
                .map(h -> h.name().text())
                .orElseGet(() -> baseName(file.source().name()));
    }

    private static String baseName(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        String bare = last.endsWith(".net") ? last.substring(0, last.length() - ".net".length()) : last;
        return bare.isEmpty() ? "net" : bare;
    }

    private SourceSpan nameSpan() {
        return file.header().map(h -> h.name().span()).orElse(file.span().before());
    }

    private void bindNetParameters() {
        for (Parameter parameter : file.header().map(NetFile.Header::parameters).orElse(List.of())) {
            Entry.Setting override = overrides.parameters().get(parameter.name().text());
            Optional<Given> given = override != null
                    ? Optional.of(Overrides.given(override, top))
                    : parameter.defaultValue().map(d -> BlockArguments.defaultOf(d, top));
            BlockArguments.bind(
                    top,
                    parameter,
                    given.orElseThrow(() -> ElaborationException.of(Diagnostic.error(
                                    DiagnosticCode.MISSING_ARGUMENT,
                                    parameter.span(),
                                    "parameter `" + parameter.name() + "` has no value")
                            .help("give it a default, or a value with `--set " + parameter.name() + "=...`"))));
        }
    }

    private Map<String, Map<String, Given>> defaults() {
        var defaults = new LinkedHashMap<String, Map<String, Given>>();
        for (Item.Defaults section : file.items(Item.Defaults.class)) {
            section.kinds().forEach(k -> problems.attempt(() -> defaultsOf(k, defaults)));
        }
        return defaults;
    }

    private void defaultsOf(Entry.Group group, Map<String, Map<String, Given>> defaults) {
        Name kind = group.name();
        LayerKind layer = LayerKind.of(kind.text())
                .orElseThrow(() ->
                        ElaborationException.of(Unknown.of("layer", kind.text(), kind.span(), LayerKind.words())));
        List<Entry.Setting> settings = group.entries().stream()
                .filter(Entry.Setting.class::isInstance)
                .map(Entry.Setting.class::cast)
                .toList();
        Signature options = new Signature(
                "defaults", kind.text(), List.of(), 0, layer.signature().options());
        Arguments read = Settings.read(options, kind.span(), settings, top);
        var byName = defaults.computeIfAbsent(kind.text(), _ -> new LinkedHashMap<>());
        options.options().forEach(o -> read.find(o).ifPresent(g -> byName.put(o, g)));
    }

    private void input(Item.Input item, GraphBuilder graph, List<Name> inputs) {
        if (!inputs.isEmpty()) {
            throw ElaborationException.of(
                    Diagnostic.error(DiagnosticCode.DEFINED_TWICE, item.name().span(), "a net has one input")
                            .secondary(inputs.getFirst().span(), "the other one"));
        }
        inputs.add(item.name());
        List<Integer> sizes = sizes(item.type(), "f32", 3);
        Shape declared = Shape.batchOf(sizes);
        Value value = graph.input(item.name().text(), TensorType.f32(declared));
        Flow flow = ShapeLayers.declared(sizes);
        Value kept = flow.line() ? graph.add(new Reshape(flow.shape()), value) : value;
        top.bind(item.name(), new Scope.Flowing(item.name(), Optional.of(new Flow(kept, flow.line()))));
    }

    private void noInput() {
        throw ElaborationException.of(Diagnostic.error(DiagnosticCode.NO_INPUT, nameSpan(), "the net has no input")
                .help("declare one: `input image: f32[1, 28, 28]`"));
    }

    /// Sizes of one example; `N` may stand for the batch.
    private List<Integer> sizes(TypeRef type, String wanted, int most) {
        if (!type.name().text().equals(wanted)) {
            throw ElaborationException.of(Unknown.of(
                    "type of an input", type.name().text(), type.name().span(), List.of(wanted)));
        }
        var constants = new Constants(top);
        List<Given> dims = type.dims().stream()
                .map(d -> new Given(Optional.empty(), constants.evaluate(d), Argument.Style.CALL, d.span()))
                .toList();
        if (!dims.isEmpty() && dims.getFirst().word().filter("N"::equals).isPresent()) {
            dims = dims.subList(1, dims.size());
        }
        if (dims.isEmpty() || dims.size() > most) {
            throw ElaborationException.of(
                    Diagnostic.error(DiagnosticCode.WRONG_RANK, type.span(), "an example has one to " + most + " sizes")
                            .help("write `f32[features]`, `f32[channels, length]` or `f32[channels, height, width]`"));
        }
        return dims.stream().map(d -> d.whole(1)).toList();
    }

    private List<Probe> probes(NetElaborator net) {
        var reader = new ProbeReader(net.layers());
        var probes = new ArrayList<Probe>();
        file.items(Item.Probe.class)
                .forEach(p -> problems.attempt(() -> reader.read(p, top)).ifPresent(probes::add));
        return probes;
    }

    private Optional<Training> training(NetElaborator net, Graph graph, List<Name> inputs) {
        var labels = new LinkedHashMap<String, Objectives.Label>();
        file.items(Item.Label.class)
                .forEach(l -> problems.attempt(() -> label(l))
                        .ifPresent(label -> labels.put(l.name().text(), label)));
        Optional<Item.Train> train = single(file.items(Item.Train.class), "train");
        Optional<DataSettings> data = single(file.items(Item.Data.class), "data")
                .flatMap(d -> problems.attempt(() -> DataSection.read(d, overrides, top)));
        if (train.isEmpty() || inputs.isEmpty()) {
            return Optional.empty();
        }
        if (data.isEmpty()) {
            if (file.items(Item.Data.class).isEmpty()) {
                problems.add(Diagnostic.error(
                                DiagnosticCode.NO_DATA,
                                train.get().span().before(),
                                "the net is trained but has no data")
                        .help("add a data section: `data mnist { batch = 60 }`"));
            }
            return Optional.empty();
        }
        var surroundings = new TrainSection.Surroundings(
                name(), inputs.getFirst().text(), data.get(), new Objectives(graph, labels), recomputeBatches(graph));
        var decays = new DecayReader(net.parameters(), problems);
        return problems.attempt(() -> TrainSection.read(train.get(), surroundings, overrides, decays, top));
    }

    private Objectives.Label label(Item.Label item) {
        if (item.type().name().text().equals("class")) {
            int count = sizes(item.type(), "class", 1).getFirst();
            var type = new TensorType(ElementType.I32, Shape.of(Shape.BATCH));
            return new Objectives.Label(type, OptionalInt.of(count));
        }
        return new Objectives.Label(TensorType.f32(Shape.batchOf(sizes(item.type(), "f32", 3))), OptionalInt.empty());
    }

    private <T extends Item> Optional<T> single(List<T> sections, String kind) {
        for (T again : sections.subList(Math.min(1, sections.size()), sections.size())) {
            problems.add(Diagnostic.error(
                            DiagnosticCode.DEFINED_TWICE, again.span(), "there is another `" + kind + "` section")
                    .secondary(sections.getFirst().span(), "the first one"));
        }
        return sections.stream().findFirst();
    }

    /// How many batches the population statistics are made anew over: the most that any batch norm asks for.
    private static OptionalInt recomputeBatches(Graph graph) {
        return graph.nodes().stream()
                .map(Node::op)
                .filter(BatchNorm.class::isInstance)
                .map(op -> ((BatchNorm) op).statistics())
                .filter(Statistics.Recompute.class::isInstance)
                .mapToInt(s -> ((Statistics.Recompute) s).batches())
                .map(batches -> batches == 0 ? Integer.MAX_VALUE : batches)
                .max();
    }

    private void reportUnused() {
        for (Item.Block block : file.items(Item.Block.class)) {
            reportUnused(block.parameters(), NamesRead.in(block), "block `" + block.name() + "`");
        }
        file.header().ifPresent(header -> {
            Set<String> read = new LinkedHashSet<>(NamesRead.in(file.items(), header.parameters()));
            reportUnused(header.parameters(), read, "the net");
        });
    }

    private void reportUnused(List<Parameter> parameters, Set<String> read, String owner) {
        for (Parameter parameter : parameters) {
            if (!read.contains(parameter.name().text())
                    && !file.lostNames().contains(parameter.name().text())) {
                problems.add(Diagnostic.error(
                                DiagnosticCode.UNUSED_PARAMETER,
                                parameter.name().span(),
                                "parameter `" + parameter.name() + "` of " + owner + " is never read")
                        .help("use it, or take it away"));
            }
        }
    }
}
