package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Application;
import dev.bnc.compiler.syntax.Argument;
import dev.bnc.compiler.syntax.Body;
import dev.bnc.compiler.syntax.Entry;
import dev.bnc.compiler.syntax.Expr;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.NetFile;
import dev.bnc.compiler.syntax.Parameter;
import dev.bnc.compiler.syntax.Pipeline;
import dev.bnc.compiler.syntax.Stage;
import dev.bnc.compiler.syntax.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Every name that a piece of syntax mentions: what a parameter must be among to be of use.
final class NamesRead {
    private final Set<String> names = new HashSet<>();

    /// Names mentioned in the body of a block, and in the defaults of its parameters.
    static Set<String> in(Item.Block block) {
        var reader = new NamesRead();
        reader.defaults(block.parameters());
        reader.body(block.body());
        return reader.names;
    }

    /// Names mentioned anywhere in a file; what a block calls its parameters are other names.
    static Set<String> in(NetFile file) {
        var reader = new NamesRead();
        file.header().ifPresent(h -> reader.defaults(h.parameters()));
        file.items().forEach(reader::item);
        return reader.names;
    }

    private void defaults(List<Parameter> parameters) {
        parameters.forEach(p -> p.defaultValue().ifPresent(this::expression));
    }

    private void item(Item item) {
        switch (item) {
            case Item.Block block -> {
                Set<String> inside = in(block);
                block.parameters().forEach(p -> inside.remove(p.name().text()));
                names.addAll(inside);
            }
            case Item.Input input -> input.type().dims().forEach(this::expression);
            case Item.Label label -> label.type().dims().forEach(this::expression);
            case Item.Defaults defaults -> defaults.kinds().forEach(this::entry);
            case Item.Data data -> {
                arguments(data.arguments());
                data.entries().forEach(this::entry);
            }
            case Item.Train train -> train.settings().forEach(this::entry);
            case Item.Probe probe -> probe.settings().forEach(this::entry);
            case Item.Study study -> {
                study.settings().forEach(this::entry);
                study.published().forEach(this::entry);
            }
            case Item.Variant variant -> variant.settings().forEach(s -> expression(s.value()));
            case Item.Use _ -> {}
            case Statement statement -> statement(statement);
        }
    }

    private void entry(Entry entry) {
        switch (entry) {
            case Entry.Setting setting -> expression(setting.value());
            case Entry.Transform transform -> application(transform.application());
            case Entry.Group group -> group.entries().forEach(this::entry);
        }
    }

    private void body(Body body) {
        body.statements().forEach(this::statement);
    }

    private void statement(Statement statement) {
        switch (statement) {
            case Statement.Let let -> expression(let.value());
            case Statement.Binding binding -> pipeline(binding.value());
            case Pipeline pipeline -> pipeline(pipeline);
        }
    }

    private void pipeline(Pipeline pipeline) {
        pipeline.stages().forEach(this::stage);
    }

    private void stage(Stage stage) {
        switch (stage) {
            case Stage.Apply apply -> application(apply.application());
            case Stage.Join join -> join.branches().forEach(b -> pipeline(b.pipeline()));
            case Stage.Repeat repeat -> {
                expression(repeat.count());
                body(repeat.body());
            }
            case Stage.ForEach each -> {
                expression(each.values());
                body(each.body());
            }
            case Stage.Expect expect -> expression(expect.shape());
            case Stage.Output _ -> {}
        }
    }

    private void application(Application application) {
        names.add(application.name().text());
        arguments(application.arguments());
    }

    private void arguments(List<Argument> arguments) {
        arguments.forEach(a -> expression(a.value()));
    }

    private void expression(Expr expression) {
        switch (expression) {
            case Expr.Reference e -> names.add(e.path().head().text());
            case Expr.Call e -> application(e.application());
            case Expr.Quantity e -> expression(e.amount());
            case Expr.ListLiteral e -> e.elements().forEach(this::expression);
            case Expr.Pair e -> {
                expression(e.in());
                expression(e.out());
            }
            case Expr.Negate e -> expression(e.operand());
            case Expr.Binary e -> {
                expression(e.left());
                expression(e.right());
            }
            case Expr.Or e -> e.alternatives().forEach(this::expression);
            case Expr.Except e -> {
                expression(e.value());
                expression(e.exceptions());
            }
            case Expr.IntLiteral _, Expr.FloatLiteral _, Expr.SizeLiteral _, Expr.StringLiteral _ -> {}
        }
    }
}
