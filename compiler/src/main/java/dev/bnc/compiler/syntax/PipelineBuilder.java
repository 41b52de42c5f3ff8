package dev.bnc.compiler.syntax;

import dev.bnc.grammar.NetParser.ApplicationContext;
import dev.bnc.grammar.NetParser.ApplyStepContext;
import dev.bnc.grammar.NetParser.BodyContext;
import dev.bnc.grammar.NetParser.BranchContext;
import dev.bnc.grammar.NetParser.ExpectationContext;
import dev.bnc.grammar.NetParser.ForStepContext;
import dev.bnc.grammar.NetParser.JoinStepContext;
import dev.bnc.grammar.NetParser.OutputStepContext;
import dev.bnc.grammar.NetParser.PipelineContext;
import dev.bnc.grammar.NetParser.RepeatStepContext;
import dev.bnc.grammar.NetParser.StageContext;
import dev.bnc.grammar.NetParser.TagContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Turns the trees of pipelines into AST. The trees have no errors, but their tags (`x =`, `h1:`) may stand where they
/// should not.
final class PipelineBuilder {
    private final SourceFile file;
    private final Diagnostics diagnostics;
    private final ValueBuilder values;
    private final Function<BodyContext, Body> bodies;

    PipelineBuilder(SourceFile file, Diagnostics diagnostics, ValueBuilder values, Function<BodyContext, Body> bodies) {
        this.file = file;
        this.diagnostics = diagnostics;
        this.values = values;
        this.bodies = bodies;
    }

    /// A statement: `x = ...` binds, anything else is a plain pipeline.
    Statement statement(PipelineContext tree) {
        List<TagContext> tags = tree.stage(0).tag();
        if (tags.isEmpty() || !binds(tags.getFirst())) {
            return pipeline(tree, tags);
        }
        Pipeline value = pipeline(tree, tags.subList(1, tags.size()));
        return new Statement.Binding(values.name(tags.getFirst().NAME()), value, values.span(tree));
    }

    private static boolean binds(TagContext tag) {
        return tag.getStop().getType() == Tokens.EQUALS;
    }

    /// A pipeline whose first stage has the given tags, the rest their own.
    private Pipeline pipeline(PipelineContext tree, List<TagContext> firstTags) {
        List<Stage> stages = new ArrayList<>();
        for (StageContext stage : tree.stage()) {
            boolean first = stages.isEmpty();
            stages.add(stage(stage, first ? firstTags : stage.tag()));
            for (ExpectationContext expectation : stage.expectation()) {
                stages.add(expect(expectation));
            }
        }
        SourceSpan span = stages.getFirst().span().to(values.span(tree));
        return new Pipeline(stages, firstTags.size() == tree.stage(0).tag().size() ? span : trimmed(stages, span));
    }

    /// The span without the binding or branch label before the first stage.
    private static SourceSpan trimmed(List<Stage> stages, SourceSpan span) {
        return new SourceSpan(span.file(), stages.getFirst().span().start(), span.end());
    }

    private Stage stage(StageContext tree, List<TagContext> tags) {
        Optional<Name> label = label(tags);
        SourceSpan step = values.span(tree.step());
        SourceSpan span = label.map(name -> name.span().to(step)).orElse(step);
        return switch (tree.step()) {
            case OutputStepContext output -> {
                label.ifPresent(name -> unlabelled(name, "`output`"));
                yield new Stage.Output(values.name(output.NAME()), span);
            }
            case RepeatStepContext repeat ->
                new Stage.Repeat(label, values.value(repeat.value()), bodies.apply(repeat.body()), span);
            case ForStepContext walk ->
                new Stage.ForEach(
                        label, values.name(walk.NAME()), values.value(walk.value()), bodies.apply(walk.body()), span);
            case JoinStepContext join ->
                new Stage.Join(
                        label,
                        values.name(join.NAME()),
                        join.branches().branchLine().stream()
                                .filter(line -> line.branch() != null)
                                .map(line -> branch(line.branch()))
                                .toList(),
                        span);
            case ApplyStepContext apply -> new Stage.Apply(label, application(apply.application()), span);
            default -> throw new IllegalStateException("no such step: " + tree.getText());
        };
    }

    /// The label among the tags of a step: one, written with a colon.
    private Optional<Name> label(List<TagContext> tags) {
        Optional<Name> label = Optional.empty();
        for (TagContext tag : tags) {
            if (label.isPresent()) {
                unlabelled(values.name(tag.NAME()), "a step with another label");
                continue;
            }
            if (binds(tag)) {
                values.equalsForColon(Tokens.span(file, tag.getStop()), "a step is labelled with `:`");
            }
            label = Optional.of(values.name(tag.NAME()));
        }
        return label;
    }

    private void unlabelled(Name label, String what) {
        diagnostics.add(Diagnostic.error(
                DiagnosticCode.UNEXPECTED, label.span(), what + " cannot be labelled `" + label + "`"));
    }

    private Stage.Branch branch(BranchContext tree) {
        List<TagContext> tags = tree.pipeline().stage(0).tag();
        Optional<Name> label = label(tags.subList(0, Math.min(1, tags.size())));
        Pipeline pipeline = pipeline(tree.pipeline(), tags.subList(Math.min(1, tags.size()), tags.size()));
        return new Stage.Branch(label, pipeline, values.span(tree));
    }

    private Stage expect(ExpectationContext tree) {
        Expr shape = tree.list() != null
                ? values.list(tree.list())
                : tree.SIZE() != null ? values.size(tree.SIZE()) : values.number(tree.INT());
        return new Stage.Expect(shape, values.span(tree));
    }

    private Application application(ApplicationContext tree) {
        List<Argument> arguments = new ArrayList<>(values.terse(tree.terse()));
        if (tree.arguments() != null) {
            arguments.addAll(values.arguments(tree.arguments()));
        }
        return new Application(values.name(tree.NAME()), arguments, values.span(tree));
    }
}
