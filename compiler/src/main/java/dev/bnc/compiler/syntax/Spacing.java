package dev.bnc.compiler.syntax;

import dev.bnc.grammar.NetLexer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/// Where a space stands between two tokens of one line. What the tokens alone do not tell, the AST does: whether `(` opens the
/// arguments of the name before it, whether `/` is a stride, whether `-` is a sign.
final class Spacing {
    /// Ends of names that are called: a `(` right behind belongs to them.
    private final Set<Integer> calledNames = new HashSet<>();

    /// Starts of `/` and `-` that belong to what follows.
    private final Set<Integer> prefixes = new HashSet<>();

    Spacing(NetFile ast) {
        ast.header().ifPresent(header -> called(header.name()));
        ast.header().ifPresent(header -> header.parameters().forEach(this::visit));
        ast.items().forEach(this::visit);
    }

    /// Whether a space stands between `left` and `right`; both are typed as the grammar reads them.
    boolean isBetween(Token left, Token right) {
        int before = left.getType();
        int after = right.getType();
        boolean tight = before == Tokens.DOT
                || after == Tokens.DOT
                || before == Tokens.LEFT_PAREN
                || before == Tokens.LEFT_BRACKET
                || after == Tokens.RIGHT_PAREN
                || after == Tokens.RIGHT_BRACKET
                || after == Tokens.COMMA
                || after == Tokens.COLON
                || before == Tokens.GREATER
                || after == Tokens.GREATER
                || (before == Tokens.LEFT_BRACE && after == Tokens.RIGHT_BRACE);
        if (tight || prefixes.contains(Tokens.start(left))) {
            return false;
        }
        if (after == Tokens.LEFT_PAREN) {
            return !calledNames.contains(Tokens.end(left));
        }
        return after != Tokens.LEFT_BRACKET || before != NetLexer.NAME;
    }

    private void called(Name name) {
        calledNames.add(name.span().end());
    }

    // Items.

    private void visit(Item item) {
        switch (item) {
            case Item.Use _, Item.Input _, Item.Label _ -> {}
            case Item.Defaults defaults -> defaults.kinds().forEach(this::visit);
            case Item.Block block -> {
                called(block.name());
                block.parameters().forEach(this::visit);
                visit(block.body());
            }
            case Item.Data data -> {
                called(data.kind());
                data.arguments().forEach(this::visit);
                data.entries().forEach(this::visit);
            }
            case Item.Train train -> train.settings().forEach(this::visit);
            case Item.Probe probe -> probe.settings().forEach(this::visit);
            case Item.Variant variant -> variant.settings().forEach(this::visit);
            case Item.Study study -> {
                study.settings().forEach(this::visit);
                study.published().forEach(this::visit);
            }
            case Statement statement -> visit(statement);
        }
        types(item);
    }

    private void types(Item item) {
        switch (item) {
            case Item.Input input -> input.type().dims().forEach(this::visit);
            case Item.Label label -> label.type().dims().forEach(this::visit);
            case Item.Use _, Item.Defaults _, Item.Block _, Item.Section _, Statement _ -> {}
        }
    }

    private void visit(Parameter parameter) {
        parameter.type().ifPresent(type -> type.dims().forEach(this::visit));
        parameter.defaultValue().ifPresent(this::visit);
    }

    private void visit(Entry entry) {
        switch (entry) {
            case Entry.Setting setting -> visit(setting.value());
            case Entry.Transform transform -> visit(transform.application());
            case Entry.Group group -> group.entries().forEach(this::visit);
        }
    }

    // Pipelines.

    private void visit(Body body) {
        body.statements().forEach(this::visit);
    }

    private void visit(Statement statement) {
        switch (statement) {
            case Statement.Let let -> visit(let.value());
            case Statement.Binding binding -> visit(binding.value());
            case Pipeline pipeline -> pipeline.stages().forEach(this::visit);
        }
    }

    private void visit(Stage stage) {
        switch (stage) {
            case Stage.Apply apply -> visit(apply.application());
            case Stage.Join join ->
                join.branches().forEach(branch -> visit((Statement) branch.pipeline()));
            case Stage.Repeat repeat -> {
                visit(repeat.count());
                visit(repeat.body());
            }
            case Stage.ForEach walk -> {
                visit(walk.values());
                visit(walk.body());
            }
            case Stage.Expect expect -> visit(expect.shape());
            case Stage.Output _ -> {}
        }
    }

    private void visit(Application application) {
        List<Argument> arguments = application.arguments();
        if (arguments.isEmpty() || arguments.getFirst().style() == Argument.Style.CALL) {
            called(application.name());
        }
        arguments.forEach(this::visit);
    }

    private void visit(Argument argument) {
        if (argument.style() == Argument.Style.STRIDE) {
            prefixes.add(argument.span().start());
        }
        visit(argument.value());
    }

    // Values.

    private void visit(Expr value) {
        switch (value) {
            case Expr.IntLiteral _, Expr.FloatLiteral _, Expr.SizeLiteral _, Expr.StringLiteral _ -> {}
            case Expr.Quantity _, Expr.Reference _ -> {}
            case Expr.Call call -> visit(call.application());
            case Expr.ListLiteral list -> list.elements().forEach(this::visit);
            case Expr.Pair pair -> {
                visit(pair.in());
                visit(pair.out());
            }
            case Expr.Negate negate -> {
                prefixes.add(negate.span().start());
                visit(negate.operand());
            }
            case Expr.Binary binary -> {
                visit(binary.left());
                visit(binary.right());
            }
            case Expr.Or or -> or.alternatives().forEach(this::visit);
            case Expr.Except except -> {
                visit(except.value());
                visit(except.exceptions());
            }
        }
    }
}
