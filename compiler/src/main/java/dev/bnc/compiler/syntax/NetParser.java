package dev.bnc.compiler.syntax;

import dev.bnc.grammar.NetParser.FileContext;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;

/// Reads a `.net` file: text in, AST and diagnostics out. Never throws for anything a user can write.
///
///     ParseResult result = NetParser.parse(SourceFile.read(Path.of("mnist.net")));
///     result.ast().items(Item.Block.class);
///
/// The way: tokens ([Tokens]), repair of almost-tokens ([TokenRepair]), balanced brackets ([Brackets]), line breaks and
/// keywords ([Layout]), ANTLR parser ([SyntaxErrors] words what it cannot read), tree ([AstBuilder]).
public final class NetParser {
    /// The longest file read, in characters.
    public static final int MAX_LENGTH = 1 << 18;

    /// How deep brackets nest at most.
    public static final int MAX_DEPTH = 64;

    /// How many operators a value has at most.
    public static final int MAX_OPERATORS = 256;

    private NetParser() {}

    /// A file's tokens as the grammar read them, and what became of them.
    record Reading(List<Token> tokens, ParseResult result) {}

    /// Parses one file.
    public static ParseResult parse(SourceFile file) {
        return read(file).result();
    }

    static Reading read(SourceFile file) {
        Diagnostics diagnostics = new Diagnostics();
        if (file.text().length() > MAX_LENGTH) {
            diagnostics.add(tooLarge(file));
            return new Reading(List.of(), new ParseResult(AstBuilder.empty(file), diagnostics.sorted()));
        }
        List<Token> repaired = TokenRepair.repair(file, Tokens.lex(file), diagnostics);
        List<Token> balanced = Brackets.balance(file, repaired, diagnostics);
        List<Token> laid = Layout.lay(file, balanced, diagnostics);
        FileContext tree = tree(file, laid, diagnostics);
        NetFile ast = new AstBuilder(file, diagnostics).build(tree);
        return new Reading(laid, new ParseResult(ast, diagnostics.sorted()));
    }

    private static FileContext tree(SourceFile file, List<Token> tokens, Diagnostics diagnostics) {
        List<Token> all = new ArrayList<>(tokens);
        CommonToken end = new CommonToken(Token.EOF, "");
        end.setStartIndex(file.text().length());
        end.setStopIndex(file.text().length() - 1);
        all.add(end);
        CommonTokenStream stream = new CommonTokenStream(new ListTokenSource(all, file.name()));
        stream.fill();
        var parser = new dev.bnc.grammar.NetParser(stream);
        parser.removeErrorListeners();
        SyntaxErrors errors = new SyntaxErrors(file, diagnostics);
        parser.setErrorHandler(errors);
        return parser.file();
    }

    private static Diagnostic tooLarge(SourceFile file) {
        return Diagnostic.error(
                        DiagnosticCode.FILE_TOO_LARGE,
                        new SourceSpan(file, 0, 0),
                        String.format(
                                "the file has %,d characters; %,d are read at most",
                                file.text().length(), MAX_LENGTH))
                .help("split it, and join the parts with `use \"part.net\"`");
    }
}
