/// The plan: what is computed, in which order, in which memory. A flat list of steps over buffers with offsets.
///
/// Entry types: [Lowering] makes a [Plan] of a graph, [PlanPrinter] shows it. Emitters read only the plan; the plan
/// knows nothing of bytecode or CUDA.
@NullMarked
package dev.bnc.compiler.plan;

import org.jspecify.annotations.NullMarked;
