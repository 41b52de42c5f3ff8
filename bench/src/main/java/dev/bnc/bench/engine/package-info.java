/// The engines that are compared, each behind the same small interface.
///
/// Entry type: [Engine]. Knows nothing of how times are taken or printed.
@NullMarked
package dev.bnc.bench.engine;

import org.jspecify.annotations.NullMarked;
