package dev.bnc.compiler.syntax;

import java.util.List;

/// A type as written: `int`, `layer`, `class[10]`, `f32[1, 28, 28]`. Without brackets `dims` is empty.
public record TypeRef(Name name, List<Expr> dims, SourceSpan span) {
    public TypeRef {
        dims = List.copyOf(dims);
    }
}
