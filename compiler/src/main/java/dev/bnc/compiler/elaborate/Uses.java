package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Expr;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.NetFile;
import dev.bnc.compiler.syntax.NetParser;
import dev.bnc.compiler.syntax.ParseResult;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.compiler.syntax.Statement;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;

/// Brings the blocks of other files in: `use "blocks.net"`.
///
/// Each file has a scope of its own, with its blocks and constants, around it one with the blocks of the files that it
/// uses. So a block means the same wherever it is used, and a file's own blocks hide those it gets from others.
final class Uses {
    private static final int MOST_FILES = 200;

    private final SourceLoader loader;
    private final Problems problems;
    private final Map<String, NetFile> loaded = new HashMap<>();
    private final Map<String, Scope> scopes = new HashMap<>();

    Uses(SourceLoader loader, Problems problems) {
        this.loader = loader;
        this.problems = problems;
    }

    /// The scope of a file, with its blocks and those of the files that it uses.
    Scope scopeOf(NetFile file) {
        String name = file.source().name();
        Scope known = scopes.get(name);
        if (known != null) {
            return known;
        }
        Scope outer = Scope.top();
        Scope scope = outer.inner();
        scopes.put(name, scope);
        loaded.put(name, file);
        for (Item.Block block : file.items(Item.Block.class)) {
            problems.attempt(() -> {
                ReservedNames.checkBlock(block.name());
                scope.define(block.name(), new Scope.Definition(block, scope));
            });
        }
        file.items(Item.Use.class).forEach(use -> problems.attempt(() -> use(use, file.source(), outer)));
        return scope;
    }

    private void use(Item.Use use, SourceFile user, Scope outer) {
        if (!(use.target() instanceof Expr.StringLiteral path)) {
            throw ElaborationException.of(
                    Diagnostic.error(DiagnosticCode.CANNOT_USE, use.target().span(), "there is no library of that name")
                            .help("name a file in quotes: `use \"blocks.net\"`"));
        }
        NetFile used = load(path, user);
        boolean first = !scopes.containsKey(used.source().name());
        Scope scope = scopeOf(used);
        if (first) {
            used.items(Statement.Let.class).forEach(let -> problems.attempt(() -> constant(let, scope)));
        }
        for (Item.Block block : used.items(Item.Block.class)) {
            outer.define(block.name(), new Scope.Definition(block, scope));
        }
    }

    private static void constant(Statement.Let let, Scope scope) {
        Datum value = new Constants(scope).evaluate(let.value());
        scope.define(let.name(), new Scope.Constant(let.name(), value));
    }

    private NetFile load(Expr.StringLiteral path, SourceFile user) {
        SourceFile source = read(path, user);
        NetFile before = loaded.get(source.name());
        if (before != null) {
            return before;
        }
        if (loaded.size() >= MOST_FILES) {
            throw cannotUse(path, "more than " + MOST_FILES + " files are used");
        }
        ParseResult parsed = NetParser.parse(source);
        parsed.diagnostics().forEach(problems::add);
        return parsed.ast();
    }

    private SourceFile read(Expr.StringLiteral path, SourceFile user) {
        try {
            return loader.load(user, path.value());
        } catch (NoSuchFileException e) {
            throw cannotUse(path, "no such file");
        } catch (IOException e) {
            throw cannotUse(path, String.valueOf(e.getMessage()));
        }
    }

    private static ElaborationException cannotUse(Expr.StringLiteral path, String why) {
        return ElaborationException.of(
                Diagnostic.error(DiagnosticCode.CANNOT_USE, path.span(), "cannot read `" + path.value() + "`")
                        .label(why)
                        .note("the path is relative to the file that uses it"));
    }
}
