package dev.bnc.compiler.measure;

import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;

/// A program on a device, which says what it launches and how long that takes by the device's own clock.
public interface LaunchedProgram extends Program {
    /// What it launches.
    LaunchPlan plan();

    /// Seconds of one run as it is done always, all launches as one graph, by the device's clock. Copies from and to the CPU
    /// that are part of the graph count.
    double graphSeconds(Memory memory);

    /// Seconds of each of the plan's steps by the device's clock, launched one after the other. The time that a launch takes
    /// to begin is part of its step.
    double[] stepSeconds(Memory memory);

    /// Bytes that the device reads and writes in a second when it copies within its memory.
    double copyBandwidth();
}
