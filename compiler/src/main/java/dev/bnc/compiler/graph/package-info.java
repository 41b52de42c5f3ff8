/// The intermediate representation: values, nodes and graphs, and what can be said of them without running them.
///
/// Entry types: [Graph], [GraphBuilder]. A graph knows values, never memory; layouts and offsets belong to the plan.
@NullMarked
package dev.bnc.compiler.graph;

import org.jspecify.annotations.NullMarked;
