package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Expr;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.NetFile;
import dev.bnc.compiler.syntax.NetParser;
import dev.bnc.compiler.syntax.ParseResult;
import dev.bnc.compiler.syntax.SourceFile;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/// Brings the blocks of other files in: `use "blocks.net"`. Everything else in them is left alone.
final class Uses {
    private final SourceLoader loader;
    private final Problems problems;
    private final Set<String> loaded = new HashSet<>();

    Uses(SourceLoader loader, Problems problems) {
        this.loader = loader;
        this.problems = problems;
    }

    /// Binds the blocks of all files that `file` uses, directly or not; own blocks come later and hide them.
    void bind(NetFile file, Scope scope) {
        loaded.add(file.source().name());
        for (Item.Use use : file.items(Item.Use.class)) {
            problems.attempt(() -> bind(use, file.source(), scope));
        }
    }

    private void bind(Item.Use use, SourceFile user, Scope scope) {
        if (!(use.target() instanceof Expr.StringLiteral path)) {
            throw ElaborationException.of(
                    Diagnostic.error(DiagnosticCode.CANNOT_USE, use.target().span(), "there is no library of that name")
                            .help("name a file in quotes: `use \"blocks.net\"`"));
        }
        SourceFile source = load(path, user);
        if (!loaded.add(source.name())) {
            return;
        }
        ParseResult parsed = NetParser.parse(source);
        parsed.diagnostics().forEach(problems::add);
        bind(parsed.ast(), scope);
        bindBlocks(parsed.ast(), scope);
    }

    private SourceFile load(Expr.StringLiteral path, SourceFile user) {
        try {
            return loader.load(user, path.value());
        } catch (IOException e) {
            throw ElaborationException.of(
                    Diagnostic.error(DiagnosticCode.CANNOT_USE, path.span(), "cannot read `" + path.value() + "`")
                            .label(
                                    e instanceof java.nio.file.NoSuchFileException
                                            ? "no such file"
                                            : String.valueOf(e.getMessage()))
                            .note("the path is relative to the file that uses it"));
        }
    }

    /// Binds the blocks defined in one file.
    void bindBlocks(NetFile file, Scope scope) {
        var own = new HashSet<String>();
        for (Item.Block block : file.items(Item.Block.class)) {
            if (!own.add(block.name().text())) {
                problems.add(Diagnostic.error(
                        DiagnosticCode.DEFINED_TWICE,
                        block.name().span(),
                        "block `" + block.name() + "` is defined twice"));
            }
            scope.bind(block.name(), new Scope.Definition(block, scope));
        }
    }
}
