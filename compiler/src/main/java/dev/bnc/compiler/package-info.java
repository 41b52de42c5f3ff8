/// The compiler as its callers see it, and its table of contents.
///
/// Entry types: [dev.bnc.compiler.Compiler] and [dev.bnc.compiler.ModelPrograms].
@NullMarked
package dev.bnc.compiler;

import org.jspecify.annotations.NullMarked;
