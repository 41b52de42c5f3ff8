/// A GPU's place taken by the CPU, for tests: CUDA C++ compiled by g++ with `cuda_cpu.h`, and libraries with the
/// functions of CUDA's driver, cuBLASLt and cuDNN that bnc calls. Entry: [dev.bnc.standin.StandIn]. Knows nothing of bnc.
@NullMarked
package dev.bnc.standin;

import org.jspecify.annotations.NullMarked;
