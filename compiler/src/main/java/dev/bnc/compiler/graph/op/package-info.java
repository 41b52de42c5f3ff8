/// The operators, one small record each, attributes only. What an operator means is in the switches outside:
/// shape inference, reference semantics, gradient rules, lowering, printing.
@NullMarked
package dev.bnc.compiler.graph.op;

import org.jspecify.annotations.NullMarked;
