package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.syntax.Body;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.Pipeline;
import dev.bnc.compiler.syntax.SourceSpan;
import dev.bnc.compiler.syntax.Stage;
import dev.bnc.compiler.syntax.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Walks pipelines and blocks and builds the forward graph.
///
/// Loops and blocks are unrolled here. An error in one statement ends that statement; values that depend on it are
/// marked, so that nothing is reported twice.
final class NetElaborator {
    private final Problems problems;
    private final TargetResolver targets;
    private final GraphBuilder graph = new GraphBuilder();
    private final LayerAssembly assembly;
    private final Outputs outputs = new Outputs(graph);
    private final Joins joins = new Joins(graph);
    private final Budget budget = new Budget();

    /// @param defaults options per layer kind, from the `defaults` section
    NetElaborator(Problems problems, Overrides overrides, Scope top, Map<String, Map<String, Given>> defaults) {
        this.problems = problems;
        this.targets = new TargetResolver(overrides, top);
        this.assembly = new LayerAssembly(graph, overrides, top, defaults);
    }

    GraphBuilder graph() {
        return graph;
    }

    LayerAssembly assembly() {
        return assembly;
    }

    /// Layer kinds for which another one stood in.
    Set<String> replaced() {
        return targets.replaced();
    }

    /// Runs the statements of a body or of the top level.
    ///
    /// @return what flows out: the result of the last pipeline, or what came in
    Optional<Flow> statements(List<? extends Statement> statements, Optional<Flow> in, Scope scope, LayerPath path) {
        Optional<Flow> flow = in;
        boolean broken = false;
        for (Statement statement : statements) {
            switch (statement) {
                case Statement.Let let -> let(let, scope);
                case Statement.Binding binding -> binding(binding, new Incoming(flow, broken), scope, path);
                case Pipeline pipeline -> {
                    var incoming = new Incoming(flow, broken);
                    flow = problems.attempt(() -> pipeline(pipeline, incoming, scope, path));
                    broken = flow.isEmpty();
                    if (broken) {
                        outputs.breakThoseOf(pipeline, scope);
                    }
                }
            }
        }
        if (broken) {
            throw ElaborationException.consequence();
        }
        return flow;
    }

    /// What flows into a statement; broken if it should but its making failed.
    private record Incoming(Optional<Flow> flow, boolean broken) {}

    private void let(Statement.Let let, Scope scope) {
        Optional<Datum> value = problems.attempt(() -> new Constants(scope).evaluate(let.value()));
        Scope.Meaning meaning = value.<Scope.Meaning>map(v -> new Scope.Constant(let.name(), v))
                .orElseGet(() -> new Scope.Broken(let.name()));
        problems.attempt(() -> scope.define(let.name(), meaning));
    }

    private void binding(Statement.Binding binding, Incoming in, Scope scope, LayerPath path) {
        Optional<Flow> value = problems.attempt(() -> pipeline(binding.value(), in, scope, path));
        if (value.isEmpty()) {
            outputs.breakThoseOf(binding.value(), scope);
        }
        boolean output = value.isPresent()
                && scope.own(binding.name().text()).orElse(null) instanceof Scope.Flowing known
                && known.flow().equals(value);
        if (!output) { // `y = x -> relu -> output y` names one thing
            problems.attempt(() -> scope.define(binding.name(), new Scope.Flowing(binding.name(), value)));
        }
    }

    private Flow pipeline(Pipeline pipeline, Incoming in, Scope scope, LayerPath path) {
        Optional<Flow> flow = in.flow();
        Iterator<Stage> stages = pipeline.stages().iterator();
        boolean first = true;
        while (stages.hasNext()) {
            Stage stage = stages.next();
            try {
                boolean mention = isMention(stage, scope);
                if (in.broken() && flow.isEmpty() && !mention) {
                    checkNames(stage, scope);
                    throw ElaborationException.consequence();
                }
                if (mention && !first && stage instanceof Stage.Apply apply) {
                    throw dropsWhatFlows(apply);
                }
                flow = Optional.of(stage(stage, flow, scope, path));
                first = false;
            } catch (ElaborationException e) {
                stages.forEachRemaining(s -> checkNames(s, scope));
                throw e;
            }
        }
        return flow.orElseThrow(ElaborationException::consequence);
    }

    /// Where it is not known what flows in, names and options can still be checked.
    private void checkNames(Stage stage, Scope scope) {
        if (!(stage instanceof Stage.Apply apply)) {
            return;
        }
        problems.attempt(() -> {
            if (targets.resolve(apply.application(), scope) instanceof Target.BuiltIn target) {
                BatchNormOptions.refuseMomentum(target);
                Arguments.bind(target.kind().signature(), target.name(), target.arguments(), Map.of());
            }
        });
    }

    private static boolean isMention(Stage stage, Scope scope) {
        return stage instanceof Stage.Apply apply
                && scope.find(apply.application().name().text()).orElse(null) instanceof Scope.Flowing;
    }

    private static ElaborationException dropsWhatFlows(Stage.Apply stage) {
        Name value = stage.application().name();
        return ElaborationException.of(Diagnostic.error(
                        DiagnosticCode.VALUE_IN_PIPELINE,
                        value.span(),
                        "`" + value + "` is a value, so what flows in here would be lost")
                .help("start a new pipeline with it")
                .help("or join both: `add { identity, " + value + " }`"));
    }

    private Flow stage(Stage stage, Optional<Flow> in, Scope scope, LayerPath path) {
        budget.step(stage.span());
        return switch (stage) {
            case Stage.Apply apply -> apply(apply, in, scope, path);
            case Stage.Join join -> within(join.span(), () -> join(join, required(in, join.span()), scope, path));
            case Stage.Repeat repeat ->
                within(repeat.span(), () -> repeat(repeat, required(in, repeat.span()), scope, path));
            case Stage.ForEach each -> within(each.span(), () -> forEach(each, required(in, each.span()), scope, path));
            case Stage.Expect expect -> Expectation.check(expect, required(in, expect.span()), scope);
            case Stage.Output output -> outputs.add(output, required(in, output.span()), scope);
        };
    }

    private Flow within(SourceSpan span, Supplier<Flow> inside) {
        budget.enter(span);
        try {
            return inside.get();
        } finally {
            budget.leave();
        }
    }

    private static Flow required(Optional<Flow> in, SourceSpan span) {
        return in.orElseThrow(() ->
                ElaborationException.of(Diagnostic.error(DiagnosticCode.NOTHING_FLOWS_IN, span, "nothing flows in here")
                        .label("a pipeline starts with a value, such as an input")));
    }

    private Flow apply(Stage.Apply stage, Optional<Flow> in, Scope scope, LayerPath path) {
        Name written = stage.application().name();
        return switch (targets.resolve(stage.application(), scope)) {
            case Target.Mention mention -> mention(mention, stage);
            case Target.BuiltIn target -> {
                Flow from = required(in, stage.span());
                budget.layer(stage.span());
                yield assembly.layer(target, stage.span(), from, nameOf(stage.label(), written, path));
            }
            case Target.Block target -> {
                Flow from = required(in, stage.span());
                budget.layer(stage.span());
                yield block(target, stage, from, nameOf(stage.label(), written, path));
            }
        };
    }

    private static Flow mention(Target.Mention mention, Stage.Apply stage) {
        if (stage.label().isPresent()) {
            Name label = stage.label().get();
            throw ElaborationException.of(Diagnostic.error(
                            DiagnosticCode.WRONG_TYPE,
                            label.span(),
                            "a label names a layer, but `" + stage.application().name() + "` is a value")
                    .help("leave the label out"));
        }
        return mention.flow();
    }

    private static String nameOf(Optional<Name> label, Name written, LayerPath path) {
        return label.map(path::labelled).orElseGet(() -> path.next(written.text(), written.span()));
    }

    private Flow block(Target.Block target, Stage.Apply stage, Flow in, String name) {
        Name defined = target.definition().name();
        budget.enterBlock(defined, target.name());
        try {
            Scope scope = BlockArguments.bind(target);
            int before = assembly.parameters().count();
            Body body = target.definition().block().body();
            Flow out = statements(body.statements(), Optional.of(in), scope, LayerPath.inside(name))
                    .orElseThrow(ElaborationException::consequence);
            assembly.block(name, defined.text(), in, out, before, stage.span());
            return out;
        } finally {
            budget.leaveBlock();
        }
    }

    private Flow join(Stage.Join join, Flow in, Scope scope, LayerPath path) {
        if (!Joins.KINDS.contains(join.kind().text())) {
            throw ElaborationException.of(Unknown.of(
                    "way to join branches", join.kind().text(), join.kind().span(), Joins.KINDS));
        }
        Optional<String> name = join.label().map(path::labelled);
        LayerPath inside = name.map(LayerPath::inside).orElse(path);
        int before = assembly.parameters().count();
        var branches = new ArrayList<Joins.Branch>();
        boolean broken = false;
        for (Stage.Branch branch : join.branches()) {
            int first = assembly.built().size();
            Optional<Flow> flow = problems.attempt(() -> branch(branch, in, scope.inner(), inside));
            flow.ifPresent(f -> branches.add(new Joins.Branch(
                    f,
                    branch,
                    List.copyOf(assembly.built().subList(first, assembly.built().size())))));
            broken |= flow.isEmpty();
        }
        if (broken || branches.isEmpty()) {
            throw ElaborationException.consequence();
        }
        graph.at(LayerAssembly.origin(name.orElse(""), join.span()));
        Flow out = joins.join(join.kind(), in, branches);
        name.ifPresent(n -> assembly.block(n, join.kind().text(), in, out, before, join.span()));
        return out;
    }

    private Flow branch(Stage.Branch branch, Flow in, Scope scope, LayerPath path) {
        LayerPath inside =
                branch.label().map(l -> LayerPath.inside(path.labelled(l))).orElse(path);
        return pipeline(branch.pipeline(), new Incoming(Optional.of(in), false), scope, inside);
    }

    private Flow repeat(Stage.Repeat repeat, Flow in, Scope scope, LayerPath path) {
        int rounds = Given.of(repeat.count(), scope).whole(0);
        Flow flow = in;
        for (int i = 1; i <= rounds; i++) {
            budget.step(repeat.span());
            flow = round(repeat.label(), i, repeat.body(), flow, scope.inner(), path);
        }
        return flow;
    }

    private Flow forEach(Stage.ForEach each, Flow in, Scope scope, LayerPath path) {
        Given values = Given.of(each.values(), scope);
        if (!(values.datum() instanceof Datum.Items list)) {
            throw values.expected("a list in brackets, such as `[64, 128]`");
        }
        Flow flow = in;
        int number = 1;
        for (Datum item : list.items()) {
            budget.step(each.span());
            Scope inner = scope.inner();
            inner.bind(each.variable(), new Scope.Constant(each.variable(), item));
            flow = round(each.label(), number++, each.body(), flow, inner, path);
        }
        return flow;
    }

    /// One round of a loop; with the label `r` its layers are called `r1.…`, `r2.…`.
    private Flow round(Optional<Name> label, int number, Body body, Flow in, Scope scope, LayerPath path) {
        LayerPath inside = label.map(l -> LayerPath.inside(path.labelled(new Name(l.text() + number, l.span()))))
                .orElse(path);
        return statements(body.statements(), Optional.of(in), scope, inside)
                .orElseThrow(ElaborationException::consequence);
    }
}
