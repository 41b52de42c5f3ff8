/// From `.net` text to the abstract syntax tree, and the diagnostics every later stage reports with.
///
/// Entry types: [dev.bnc.compiler.syntax.NetParser] turns a [dev.bnc.compiler.syntax.SourceFile] into a
/// [dev.bnc.compiler.syntax.NetFile] and a list of [dev.bnc.compiler.syntax.Diagnostic];
/// [dev.bnc.compiler.syntax.DiagnosticRenderer] prints the latter; [dev.bnc.compiler.syntax.Formatter] lays a file out.
///
/// This package knows nothing of layers, shapes or graphs: whether `conv` exists is not its question.
@NullMarked
package dev.bnc.compiler.syntax;

import org.jspecify.annotations.NullMarked;
