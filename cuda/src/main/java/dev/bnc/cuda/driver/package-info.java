/// The CUDA driver, as far as launch plans need it: what is there, memory, modules, streams, graphs.
///
/// Entry type: [Driver]. Only this package calls native functions of CUDA, and only such as the libraries found have: the
/// presets bind lazily, and a missing function ends the process. Knows nothing of plans.
@NullMarked
package dev.bnc.cuda.driver;

import org.jspecify.annotations.NullMarked;
