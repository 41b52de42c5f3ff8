package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Reshape;
import dev.bnc.compiler.model.Layer;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.compiler.syntax.Body;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Expr;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.Pipeline;
import dev.bnc.compiler.syntax.SourceSpan;
import dev.bnc.compiler.syntax.Stage;
import dev.bnc.compiler.syntax.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Walks pipelines and blocks and builds the forward graph.
///
/// Loops and blocks are unrolled here. An error in one statement ends that statement; values that depend on it are
/// marked, so that nothing is reported twice.
final class NetElaborator {
    private static final int DEEPEST = 64;
    private static final int MOST_LAYERS = 20_000;

    private final Problems problems;
    private final Overrides overrides;
    private final Scope top;
    private final TargetResolver targets;
    private final Map<String, Map<String, Given>> defaults;
    private final GraphBuilder graph = new GraphBuilder();
    private final List<ModelParameter> parameters = new ArrayList<>();
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, Name> outputs = new LinkedHashMap<>();
    private final Map<String, SourceSpan> explicitBiases = new LinkedHashMap<>();
    private final Layers builder = new Layers();
    private final Joins joins = new Joins(graph);
    private int depth;

    /// @param defaults options per layer kind, from the `defaults` section
    NetElaborator(Problems problems, Overrides overrides, Scope top, Map<String, Map<String, Given>> defaults) {
        this.problems = problems;
        this.overrides = overrides;
        this.top = top;
        this.targets = new TargetResolver(overrides, top);
        this.defaults = defaults;
    }

    GraphBuilder graph() {
        return graph;
    }

    List<ModelParameter> parameters() {
        return parameters;
    }

    List<Layer> layers() {
        return layers;
    }

    /// Where a bias was asked for in so many words, by the parameter's name.
    Map<String, SourceSpan> explicitBiases() {
        return explicitBiases;
    }

    /// Runs the statements of a body or of the top level.
    ///
    /// @return what flows out: the result of the last pipeline, or what came in
    Optional<Flow> statements(List<? extends Statement> statements, Optional<Flow> in, Scope scope, LayerPath path) {
        Optional<Flow> flow = in;
        boolean broken = false;
        for (Statement statement : statements) {
            switch (statement) {
                case Statement.Let let ->
                    problems.attempt(() -> {
                        Datum datum = new Constants(scope).evaluate(let.value());
                        bind(scope, let.name(), new Scope.Constant(let.name(), datum));
                    });
                case Statement.Binding binding -> {
                    Optional<Flow> from = flow;
                    boolean consequence = broken;
                    Optional<Flow> value =
                            problems.attempt(() -> pipeline(binding.value(), from, consequence, scope, path));
                    problems.attempt(() -> bind(scope, binding.name(), new Scope.Flowing(binding.name(), value)));
                }
                case Pipeline pipeline -> {
                    Optional<Flow> from = flow;
                    boolean consequence = broken;
                    flow = problems.attempt(() -> pipeline(pipeline, from, consequence, scope, path));
                    broken = flow.isEmpty();
                }
            }
        }
        if (broken) {
            throw ElaborationException.consequence();
        }
        return flow;
    }

    private static void bind(Scope scope, Name name, Scope.Meaning meaning) {
        Optional<Scope.Meaning> before = scope.own(name.text());
        scope.bind(name, meaning);
        if (before.isPresent()) {
            throw ElaborationException.of(
                    Diagnostic.error(DiagnosticCode.DEFINED_TWICE, name.span(), "`" + name + "` is defined twice")
                            .secondary(before.get().name().span(), "first here"));
        }
    }

    private Flow pipeline(Pipeline pipeline, Optional<Flow> in, boolean broken, Scope scope, LayerPath path) {
        Optional<Flow> flow = in;
        for (Stage stage : pipeline.stages()) {
            if (broken && flow.isEmpty() && !startsAnew(stage, scope)) {
                throw ElaborationException.consequence();
            }
            flow = Optional.of(stage(stage, flow, scope, path));
        }
        return flow.orElseThrow(ElaborationException::consequence);
    }

    private static boolean startsAnew(Stage stage, Scope scope) {
        return stage instanceof Stage.Apply apply
                && scope.find(apply.application().name().text()).orElse(null) instanceof Scope.Flowing;
    }

    private Flow stage(Stage stage, Optional<Flow> in, Scope scope, LayerPath path) {
        return switch (stage) {
            case Stage.Apply apply -> apply(apply, in, scope, path);
            case Stage.Join join -> join(join, required(in, join.span()), scope, path);
            case Stage.Repeat repeat -> repeat(repeat, required(in, repeat.span()), scope, path);
            case Stage.ForEach each -> forEach(each, required(in, each.span()), scope, path);
            case Stage.Expect expect -> expect(expect, required(in, expect.span()), scope);
            case Stage.Output output -> output(output, required(in, output.span()), scope);
        };
    }

    private static Flow required(Optional<Flow> in, SourceSpan span) {
        return in.orElseThrow(() ->
                ElaborationException.of(Diagnostic.error(DiagnosticCode.NOTHING_FLOWS_IN, span, "nothing flows in here")
                        .label("a pipeline starts with a value, such as an input")));
    }

    private Flow apply(Stage.Apply stage, Optional<Flow> in, Scope scope, LayerPath path) {
        return switch (targets.resolve(stage.application(), scope)) {
            case Target.Mention mention -> mention.flow();
            case Target.BuiltIn target -> {
                Flow from = required(in, stage.span());
                yield layer(
                        target,
                        stage,
                        from,
                        nameOf(stage.label(), stage.application().name(), path));
            }
            case Target.Block target -> {
                Flow from = required(in, stage.span());
                yield block(
                        target,
                        stage,
                        from,
                        nameOf(stage.label(), stage.application().name(), path));
            }
        };
    }

    private static String nameOf(Optional<Name> label, Name written, LayerPath path) {
        return label.map(l -> labelled(l, path)).orElseGet(() -> path.next(written.text()));
    }

    private static String labelled(Name label, LayerPath path) {
        if (!path.take(label.text())) {
            throw ElaborationException.of(Diagnostic.error(
                            DiagnosticCode.DEFINED_TWICE, label.span(), "the label `" + label + "` is used twice here")
                    .note("a label names the layer's parameters, so each needs its own"));
        }
        return path.labelled(label.text());
    }

    private Flow layer(Target.BuiltIn target, Stage.Apply stage, Flow in, String name) {
        if (layers.size() >= MOST_LAYERS) {
            throw ElaborationException.of(Diagnostic.error(
                    DiagnosticCode.TOO_LARGE, stage.span(), "the net has more than " + MOST_LAYERS + " layers"));
        }
        String kind = target.kind().word();
        BatchNormOptions.refuseMomentum(target);
        var preset = new LinkedHashMap<>(overrides.optionsOf(kind, top));
        defaults.getOrDefault(kind, Map.of()).forEach(preset::putIfAbsent);
        Arguments arguments = Arguments.bind(target.kind().signature(), target.name(), target.arguments(), preset);
        graph.at(new Origin(
                name,
                stage.span().file().name(),
                stage.span().line(),
                stage.span().column()));
        int before = parameters.size();
        Flow out = builder.build(target.kind(), new LayerContext(graph, parameters, name, arguments, in, stage.span()));
        target.arguments().stream()
                .filter(g -> arguments.find("bias").filter(g::equals).isPresent())
                .forEach(g -> explicitBiases.put(name + ".bias", g.span()));
        List<String> own = parameters.subList(before, parameters.size()).stream()
                .map(ModelParameter::name)
                .toList();
        String shown = (kind + " "
                        + target.kind().signature().positional().stream()
                                .flatMap(p -> arguments.find(p).stream())
                                .map(g -> g.datum().text())
                                .collect(Collectors.joining(" ")))
                .strip();
        layers.add(new Layer(name, shown, in.value(), out.value(), out.example(), own, false, stage.span()));
        return out;
    }

    private Flow block(Target.Block target, Stage.Apply stage, Flow in, String name) {
        if (++depth > DEEPEST) {
            depth = 0;
            throw ElaborationException.of(Diagnostic.error(
                            DiagnosticCode.ENDLESS_BLOCK,
                            target.definition().name().span(),
                            "block `" + target.definition().name() + "` contains itself")
                    .secondary(target.name(), "used here, " + DEEPEST + " levels deep"));
        }
        try {
            Scope scope = BlockArguments.bind(target, top);
            int before = parameters.size();
            Body body = target.definition().block().body();
            Flow out = statements(body.statements(), Optional.of(in), scope, LayerPath.inside(name))
                    .orElseThrow(ElaborationException::consequence);
            List<String> own = parameters.subList(before, parameters.size()).stream()
                    .map(ModelParameter::name)
                    .toList();
            String kind = target.definition().name().text();
            layers.add(new Layer(name, kind, in.value(), out.value(), out.example(), own, true, stage.span()));
            return out;
        } finally {
            depth = Math.max(0, depth - 1);
        }
    }

    private Flow join(Stage.Join join, Flow in, Scope scope, LayerPath path) {
        if (!Joins.KINDS.contains(join.kind().text())) {
            throw ElaborationException.of(
                    Unknown.of("join", join.kind().text(), join.kind().span(), Joins.KINDS));
        }
        LayerPath inside =
                join.label().map(l -> LayerPath.inside(labelled(l, path))).orElse(path);
        var branches = new ArrayList<Joins.Branch>();
        boolean broken = false;
        for (Stage.Branch branch : join.branches()) {
            Optional<Flow> flow = problems.attempt(() -> branch(branch, in, scope.inner(), inside));
            flow.ifPresent(f -> branches.add(new Joins.Branch(f, branch.span())));
            broken |= flow.isEmpty();
        }
        if (broken || branches.isEmpty()) {
            throw ElaborationException.consequence();
        }
        graph.at(new Origin(
                "", join.span().file().name(), join.span().line(), join.span().column()));
        return joins.join(join.kind(), branches);
    }

    private Flow branch(Stage.Branch branch, Flow in, Scope scope, LayerPath path) {
        LayerPath inside =
                branch.label().map(l -> LayerPath.inside(labelled(l, path))).orElse(path);
        return pipeline(branch.pipeline(), Optional.of(in), false, scope, inside);
    }

    private Flow repeat(Stage.Repeat repeat, Flow in, Scope scope, LayerPath path) {
        Datum count = new Constants(scope).evaluate(repeat.count());
        if (!(count instanceof Datum.Whole whole) || whole.value() < 0 || whole.value() > MOST_LAYERS) {
            throw ElaborationException.of(
                    Diagnostic.error(DiagnosticCode.BAD_VALUE, repeat.count().span(), "a number of times was expected")
                            .label("this is " + count.text()));
        }
        Flow flow = in;
        for (int i = 1; i <= whole.value(); i++) {
            flow = iteration(repeat.label(), i, repeat.body(), flow, scope.inner(), path);
        }
        return flow;
    }

    private Flow forEach(Stage.ForEach each, Flow in, Scope scope, LayerPath path) {
        Expr values = each.values();
        if (!(new Constants(scope).evaluate(values) instanceof Datum.Items list)) {
            throw ElaborationException.of(
                    Diagnostic.error(DiagnosticCode.WRONG_TYPE, values.span(), "a list was expected")
                            .help("write the values in brackets: `[64, 128]`"));
        }
        Flow flow = in;
        int number = 1;
        for (Datum item : list.items()) {
            Scope inner = scope.inner();
            inner.bind(each.variable(), new Scope.Constant(each.variable(), item));
            flow = iteration(each.label(), number++, each.body(), flow, inner, path);
        }
        return flow;
    }

    /// One round of a loop; with the label `r` its layers are called `r1.…`, `r2.…`.
    private Flow iteration(Optional<Name> label, int number, Body body, Flow in, Scope scope, LayerPath path) {
        LayerPath inside = label.map(l -> LayerPath.inside(labelled(new Name(l.text() + number, l.span()), path)))
                .orElse(path);
        return statements(body.statements(), Optional.of(in), scope, inside)
                .orElseThrow(ElaborationException::consequence);
    }

    private Flow expect(Stage.Expect expect, Flow in, Scope scope) {
        Datum shape = new Constants(scope).evaluate(expect.shape());
        List<Integer> wanted = switch (shape) {
            case Datum.Whole whole -> List.of(Math.toIntExact(Math.min(whole.value(), Integer.MAX_VALUE)));
            case Datum.Size size -> size.sizes();
            case Datum.Items items
            when items.items().stream().allMatch(Datum.Whole.class::isInstance) ->
                items.items().stream()
                        .map(i -> (int) Math.min(((Datum.Whole) i).value(), Integer.MAX_VALUE))
                        .toList();
            default ->
                throw ElaborationException.of(Diagnostic.error(
                        DiagnosticCode.WRONG_TYPE, expect.shape().span(), "a shape such as `192x28x28` was expected"));
        };
        if (!wanted.equals(in.example())) {
            throw ElaborationException.of(Diagnostic.error(
                            DiagnosticCode.EXPECTATION_FAILED,
                            expect.shape().span(),
                            "the shape here is not " + Flow.text(wanted))
                    .label("it is " + in.text()));
        }
        return in;
    }

    private Flow output(Stage.Output output, Flow in, Scope scope) {
        Name name = output.name();
        Name before = outputs.put(name.text(), name);
        if (before != null) {
            throw ElaborationException.of(
                    Diagnostic.error(DiagnosticCode.DEFINED_TWICE, name.span(), "there are two outputs `" + name + "`")
                            .secondary(before.span(), "first here"));
        }
        graph.at(Origin.NONE);
        graph.output(name.text(), in.line() ? asLine(in) : in.value());
        bind(scope, name, new Scope.Flowing(name, Optional.of(in)));
        return in;
    }

    /// A line leaves the net as `[n, channels, length]`.
    private Value asLine(Flow flow) {
        return graph.add(new Reshape(Shape.batchOf(flow.example())), flow.value());
    }
}
