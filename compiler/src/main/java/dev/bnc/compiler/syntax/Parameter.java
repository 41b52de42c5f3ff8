package dev.bnc.compiler.syntax;

import java.util.Optional;

/// A parameter of a net or block: `out`, `stride = 1`, `width: int = 100`, `norm: layer = bn`.
public record Parameter(Name name, Optional<TypeRef> type, Optional<Expr> defaultValue, SourceSpan span) {}
