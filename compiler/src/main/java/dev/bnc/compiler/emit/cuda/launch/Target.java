package dev.bnc.compiler.emit.cuda.launch;

import java.util.Optional;

/// What a launch plan is made for.
///
/// @param arch architecture as compilers name it: `sm_90`
/// @param cuda CUDA version the sources are written for: `13.0`
/// @param driver oldest driver version that runs them, as the driver counts: 13000
/// @param cublas version of cuBLASLt with which [LaunchStep.Gemm] steps were chosen; empty if there are none
/// @param cudnn version of cuDNN with which [LaunchStep.Conv] and [LaunchStep.Norm] steps were chosen; empty if there are none
public record Target(String arch, String cuda, int driver, Optional<String> cublas, Optional<String> cudnn) {
    /// Hopper (H100, H200), with nothing but the driver.
    public static final Target SM_90 = new Target("sm_90", "13.0", 13000, Optional.empty(), Optional.empty());
}
