package dev.bnc.compiler.emit.cuda.launch;

/// One kernel launch that does a plan's step, or a part of it. What it reads and writes follows from signature and arguments.
///
/// @param flops floating-point operations, a multiply-add counted as two
public record StepKernel(KernelSource kernel, Launch launch, long flops) {
    public StepKernel {
        if (kernel.signature().size() != launch.args().size()) {
            throw new IllegalArgumentException(
                    kernel.entry() + kernel.signature() + " does not take " + launch.args());
        }
    }
}
