/// Runs launch plans on an NVIDIA GPU.
///
/// Entry type: [CudaDevice], which the command line finds by `java.util.ServiceLoader`. Knows the compiler's plans and the
/// runtime's programs; what calls the driver is in `dev.bnc.cuda.driver`.
@NullMarked
package dev.bnc.cuda;

import org.jspecify.annotations.NullMarked;
