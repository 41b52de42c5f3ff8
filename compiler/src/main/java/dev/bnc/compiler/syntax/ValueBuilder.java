package dev.bnc.compiler.syntax;

import dev.bnc.compiler.syntax.Expr.BinaryOperator;
import dev.bnc.grammar.NetLexer;
import dev.bnc.grammar.NetParser.AlternativeContext;
import dev.bnc.grammar.NetParser.ArgumentContext;
import dev.bnc.grammar.NetParser.ArgumentsContext;
import dev.bnc.grammar.NetParser.AtomContext;
import dev.bnc.grammar.NetParser.ColonContext;
import dev.bnc.grammar.NetParser.EqualsContext;
import dev.bnc.grammar.NetParser.GroupAtomContext;
import dev.bnc.grammar.NetParser.ListAtomContext;
import dev.bnc.grammar.NetParser.ListContext;
import dev.bnc.grammar.NetParser.NumberAtomContext;
import dev.bnc.grammar.NetParser.OperatorContext;
import dev.bnc.grammar.NetParser.PairContext;
import dev.bnc.grammar.NetParser.PathAtomContext;
import dev.bnc.grammar.NetParser.PathContext;
import dev.bnc.grammar.NetParser.ProductContext;
import dev.bnc.grammar.NetParser.SignedContext;
import dev.bnc.grammar.NetParser.SizeAtomContext;
import dev.bnc.grammar.NetParser.StringAtomContext;
import dev.bnc.grammar.NetParser.SumContext;
import dev.bnc.grammar.NetParser.TerseAtomContext;
import dev.bnc.grammar.NetParser.TerseContext;
import dev.bnc.grammar.NetParser.UnitContext;
import dev.bnc.grammar.NetParser.ValueContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/// Turns the trees of values, arguments and names into AST. The trees have no errors.
final class ValueBuilder {
    private final SourceFile file;
    private final Diagnostics diagnostics;

    ValueBuilder(SourceFile file, Diagnostics diagnostics) {
        this.file = file;
        this.diagnostics = diagnostics;
    }

    // Spans and names.

    SourceSpan span(ParserRuleContext tree) {
        int start = Tokens.start(tree.getStart());
        Token stop = tree.getStop();
        int end = stop == null ? start : Math.max(start, Tokens.end(stop));
        return new SourceSpan(file, start, Math.min(end, file.text().length()));
    }

    SourceSpan span(TerminalNode leaf) {
        return Tokens.span(file, leaf.getSymbol());
    }

    Name name(TerminalNode leaf) {
        return new Name(leaf.getText(), span(leaf));
    }

    NamePath path(PathContext tree) {
        List<NamePath.Segment> segments = new ArrayList<>();
        for (ParseTree child : tree.children) {
            if (!(child instanceof TerminalNode leaf)) {
                continue;
            }
            int type = leaf.getSymbol().getType();
            if (type == NetLexer.NAME) {
                segments.add(new NamePath.Segment(name(leaf), OptionalInt.empty()));
            } else if (type == NetLexer.INT) {
                Name last = segments.removeLast().name();
                segments.add(new NamePath.Segment(last, OptionalInt.of(smallInt(leaf))));
            }
        }
        return new NamePath(segments, span(tree));
    }

    // Slips that the grammar lets through.

    void colon(ColonContext tree) {
        if (tree.getStart().getType() == Tokens.EQUALS) {
            equalsForColon(span(tree), "a type follows `:`");
        }
    }

    void equalsForColon(SourceSpan span, String message) {
        int start = span.start();
        while (start > 0 && file.text().charAt(start - 1) == ' ') {
            start--;
        }
        diagnostics.add(Diagnostic.error(DiagnosticCode.EQUALS_FOR_COLON, span, message + ", not `=`")
                .help("write `:`", new Edit(new SourceSpan(file, start, span.end()), ":")));
    }

    void equals(EqualsContext tree) {
        if (tree.getStart().getType() == Tokens.COLON) {
            colonForEquals(span(tree));
        }
    }

    private void colonForEquals(SourceSpan span) {
        boolean spaced = span.start() > 0 && file.text().charAt(span.start() - 1) == ' ';
        diagnostics.add(Diagnostic.error(DiagnosticCode.COLON_FOR_EQUALS, span, "a value is given with `=`, not `:`")
                .help("write `=`", new Edit(span, spaced ? "=" : " =")));
    }

    Entry.Operator operator(OperatorContext tree) {
        String text = tree.getText();
        if (text.equals(":")) {
            colonForEquals(span(tree));
            return Entry.Operator.ASSIGN;
        }
        return Arrays.stream(Entry.Operator.values())
                .filter(operator -> text.startsWith(operator.symbol()))
                .findFirst()
                .orElse(Entry.Operator.ASSIGN);
    }

    // Arguments.

    List<Argument> arguments(ArgumentsContext tree) {
        return tree.argument().stream().map(this::argument).toList();
    }

    private Argument argument(ArgumentContext tree) {
        if (tree.equals() != null) {
            equals(tree.equals());
        }
        return new Argument(
                Optional.ofNullable(tree.NAME()).map(this::name), value(tree.value()), Argument.Style.CALL, span(tree));
    }

    List<Argument> terse(List<TerseContext> trees) {
        return trees.stream().map(this::terse).toList();
    }

    private Argument terse(TerseContext tree) {
        List<Expr> atoms = tree.terseAtom().stream().map(this::terseAtom).toList();
        Expr value = atoms.size() == 1
                ? atoms.getFirst()
                : new Expr.Pair(
                        atoms.getFirst(),
                        atoms.getLast(),
                        atoms.getFirst().span().to(atoms.getLast().span()));
        if (tree.slash == null) {
            return new Argument(Optional.empty(), value, Argument.Style.TERSE, span(tree));
        }
        Name stride = new Name("stride", Tokens.span(file, tree.slash));
        return new Argument(Optional.of(stride), value, Argument.Style.STRIDE, span(tree));
    }

    private Expr terseAtom(TerseAtomContext tree) {
        if (tree.SIZE() != null) {
            return size(tree.SIZE());
        }
        if (tree.STRING() != null) {
            return string(tree.STRING());
        }
        if (tree.path() != null) {
            return new Expr.Reference(path(tree.path()), span(tree));
        }
        Expr number = number(tree.INT() != null ? tree.INT() : tree.FLOAT());
        return tree.getChildCount() == 2 ? new Expr.Negate(number, span(tree)) : number;
    }

    // Values.

    Expr value(ValueContext tree) {
        List<Expr> alternatives =
                tree.alternative().stream().map(this::alternative).toList();
        return alternatives.size() == 1 ? alternatives.getFirst() : new Expr.Or(alternatives, span(tree));
    }

    private Expr alternative(AlternativeContext tree) {
        Expr value = pair(tree.pair());
        return tree.list() == null ? value : new Expr.Except(value, list(tree.list()), span(tree));
    }

    private Expr pair(PairContext tree) {
        Expr first = sum(tree.sum(0));
        return tree.sum().size() == 1 ? first : new Expr.Pair(first, sum(tree.sum(1)), span(tree));
    }

    private Expr sum(SumContext tree) {
        Expr left = product(tree.product(0));
        if (!isShort(tree.product().size() - 1, tree)) {
            return left;
        }
        for (int i = 1; i < tree.product().size(); i++) {
            Expr right = product(tree.product(i));
            left = binary(tree.getChild(2 * i - 1), left, right);
        }
        return left;
    }

    private Expr product(ProductContext tree) {
        Expr left = signed(tree.signed(0));
        if (!isShort(tree.signed().size() - 1, tree)) {
            return left;
        }
        for (int i = 1; i < tree.signed().size(); i++) {
            Expr right = signed(tree.signed(i));
            left = binary(tree.getChild(2 * i - 1), left, right);
        }
        return left;
    }

    private static Expr binary(ParseTree symbol, Expr left, Expr right) {
        BinaryOperator operator = Arrays.stream(BinaryOperator.values())
                .filter(candidate -> candidate.symbol().equals(symbol.getText()))
                .findFirst()
                .orElseThrow();
        return new Expr.Binary(operator, left, right, left.span().to(right.span()));
    }

    private Expr signed(SignedContext tree) {
        Expr operand = atom(tree.atom());
        if (!isShort(tree.getChildCount() - 1, tree)) {
            return operand;
        }
        for (int i = tree.getChildCount() - 2; i >= 0; i--) {
            SourceSpan minus = span((TerminalNode) tree.getChild(i));
            operand = new Expr.Negate(operand, minus.to(operand.span()));
        }
        return operand;
    }

    private Expr atom(AtomContext tree) {
        return switch (tree) {
            case NumberAtomContext number -> quantity(number);
            case SizeAtomContext size -> size(size.SIZE());
            case StringAtomContext string -> string(string.STRING());
            case ListAtomContext list -> list(list.list());
            case GroupAtomContext group -> value(group.value());
            case PathAtomContext path -> reference(path);
            default -> throw new IllegalStateException("no such value: " + tree.getText());
        };
    }

    private Expr reference(PathAtomContext tree) {
        NamePath path = path(tree.path());
        if (tree.arguments() == null) {
            return new Expr.Reference(path, span(tree));
        }
        if (!path.isName()) {
            diagnostics.add(Diagnostic.error(
                    DiagnosticCode.UNEXPECTED, path.span(), "only a plain name can be called, not `" + path + "`"));
        }
        Application application = new Application(path.head(), arguments(tree.arguments()), span(tree));
        return new Expr.Call(application, span(tree));
    }

    Expr.ListLiteral list(ListContext tree) {
        return new Expr.ListLiteral(tree.value().stream().map(this::value).toList(), span(tree));
    }

    private Expr quantity(NumberAtomContext tree) {
        Expr amount = number(tree.INT() != null ? tree.INT() : tree.FLOAT());
        UnitContext unit = tree.unit();
        if (unit == null) {
            return amount;
        }
        String word = unit.getText();
        Optional<Unit> known = Unit.of(word);
        if (known.isEmpty()) {
            unknownUnit(word, span(unit));
            return amount;
        }
        return new Expr.Quantity(amount, known.get(), span(tree));
    }

    private void unknownUnit(String word, SourceSpan span) {
        List<String> spellings = Arrays.stream(Unit.values())
                .flatMap(unit -> unit.spellings().stream())
                .toList();
        Diagnostic diagnostic = Diagnostic.error(DiagnosticCode.UNKNOWN_UNIT, span, "there is no unit `" + word + "`")
                .note("the units are steps, epochs, s, min and h");
        List<String> near = Suggestions.near(word, spellings);
        diagnostics.add(
                near.isEmpty()
                        ? diagnostic
                        : diagnostic.help("did you mean `" + near.getFirst() + "`?", new Edit(span, near.getFirst())));
    }

    /// Whether a chain of `operators` operators is short enough; reported if it is not.
    private boolean isShort(int operators, ParserRuleContext tree) {
        if (operators <= NetParser.MAX_OPERATORS) {
            return true;
        }
        diagnostics.add(Diagnostic.error(
                        DiagnosticCode.NESTED_TOO_DEEPLY,
                        span(tree),
                        "a chain of " + operators + " operators; " + NetParser.MAX_OPERATORS + " are the most")
                .help("name a part of it with `let`"));
        return false;
    }

    // Literals.

    Expr number(TerminalNode leaf) {
        String text = leaf.getText();
        if (leaf.getSymbol().getType() == NetLexer.FLOAT) {
            double value = Double.parseDouble(text);
            if (Double.isInfinite(value)) {
                tooLarge(leaf);
                return new Expr.FloatLiteral(0, span(leaf));
            }
            return new Expr.FloatLiteral(value, span(leaf));
        }
        try {
            return new Expr.IntLiteral(Long.parseLong(text), span(leaf));
        } catch (NumberFormatException _) {
            if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                tooLarge(leaf);
            }
            return new Expr.IntLiteral(1, span(leaf));
        }
    }

    Expr.SizeLiteral size(TerminalNode leaf) {
        List<Integer> dims = new ArrayList<>();
        for (String part : leaf.getText().split("x", -1)) {
            try {
                dims.add(Integer.parseInt(part));
            } catch (NumberFormatException _) {
                tooLarge(leaf);
                dims.add(1);
            }
        }
        return new Expr.SizeLiteral(dims, span(leaf));
    }

    private int smallInt(TerminalNode leaf) {
        try {
            return Integer.parseInt(leaf.getText());
        } catch (NumberFormatException _) {
            tooLarge(leaf);
            return 0;
        }
    }

    private void tooLarge(TerminalNode leaf) {
        diagnostics.add(Diagnostic.error(
                DiagnosticCode.MALFORMED_NUMBER, span(leaf), "`" + leaf.getText() + "` is too large a number"));
    }

    Expr.StringLiteral string(TerminalNode leaf) {
        String text = leaf.getText();
        int end = text.length() > 1 && text.endsWith("\"") ? text.length() - 1 : text.length();
        StringBuilder value = new StringBuilder();
        for (int i = 1; i < end; i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < end) {
                i++;
                c = text.charAt(i);
                if (c != '"' && c != '\\') {
                    badEscape(Tokens.start(leaf.getSymbol()) + i - 1);
                }
            }
            value.append(c);
        }
        return new Expr.StringLiteral(value.toString(), span(leaf));
    }

    private void badEscape(int offset) {
        SourceSpan span = new SourceSpan(file, offset, offset + 2);
        diagnostics.add(Diagnostic.error(
                        DiagnosticCode.BAD_ESCAPE, span, "`" + span.text() + "` means nothing in a string")
                .help("for a backslash write `\\\\`", Edit.insertBefore(span, "\\"))
                .help(
                        "in a path write `/`, which works everywhere",
                        new Edit(new SourceSpan(file, offset, offset + 1), "/")));
    }
}
