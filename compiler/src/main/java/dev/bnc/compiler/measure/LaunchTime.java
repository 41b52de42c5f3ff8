package dev.bnc.compiler.measure;

import dev.bnc.compiler.emit.cuda.launch.LaunchStep;

/// How long one step of a launch plan takes on its device.
///
/// @param number its place among the plan's steps
/// @param seconds median of its runs
public record LaunchTime(int number, LaunchStep step, double seconds) {
    /// Bytes it reads and writes, as predicted.
    public long bytes() {
        return step.effects().bytesRead() + step.effects().bytesWritten();
    }
}
