/// How times are taken: in turns, after a warm-up, each call by itself; and what the machine could do at best.
///
/// Entry types: [Rounds], [Peak].
@NullMarked
package dev.bnc.bench.measure;

import org.jspecify.annotations.NullMarked;
