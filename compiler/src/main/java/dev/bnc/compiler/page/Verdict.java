package dev.bnc.compiler.page;

import dev.bnc.compiler.graph.Origin;

/// What became of a layer that could be folded.
///
/// @param folded whether it is computed by others now
/// @param rule the pass that says so
/// @param text into what, or why not
public record Verdict(Origin layer, boolean folded, String rule, String text) {}
