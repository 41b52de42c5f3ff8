package dev.bnc.compiler.emit.cuda.launch;

import java.util.List;

/// Predicted work of some steps.
public record Traffic(long bytesRead, long bytesWritten, long flops) {
    /// The sum over the steps.
    public static Traffic of(List<LaunchStep> steps) {
        return new Traffic(
                steps.stream().mapToLong(s -> s.effects().bytesRead()).sum(),
                steps.stream().mapToLong(s -> s.effects().bytesWritten()).sum(),
                steps.stream().mapToLong(s -> s.effects().flops()).sum());
    }
}
