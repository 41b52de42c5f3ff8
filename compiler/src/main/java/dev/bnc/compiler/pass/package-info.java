/// Rewrites of graphs, and what runs them.
///
/// Entry types: [Pipelines], [PassRunner]. A pass knows graphs only: no syntax, no plans, no memory.
@NullMarked
package dev.bnc.compiler.pass;

import org.jspecify.annotations.NullMarked;
