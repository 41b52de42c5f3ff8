/// What a compiled program looks like to the code that runs it: its inputs, outputs, state and memory.
///
/// Entry type: [Program]. Knows nothing of graphs, plans or `.net` files.
@NullMarked
package dev.bnc.runtime.program;

import org.jspecify.annotations.NullMarked;
