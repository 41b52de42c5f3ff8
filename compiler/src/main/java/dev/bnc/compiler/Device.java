package dev.bnc.compiler;

import dev.bnc.compiler.emit.cuda.ShippedPlan;
import dev.bnc.runtime.program.DeviceException;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.StateLayout;
import java.util.SequencedMap;

/// A device beside the CPU that programs can run on. What there is, `java.util.ServiceLoader` finds: the compiler knows none,
/// and bnc works without any.
public interface Device {
    /// As users call it: `cuda`.
    String name();

    /// What was found on this machine and what would be used, for people: a subject each. Works where there is no such
    /// device, and says so.
    SequencedMap<String, String> findings();

    /// Takes hold of the device.
    ///
    /// @throws DeviceException if it is not there, or not to be used
    Opened open(DeviceSettings settings);

    /// A device that was taken hold of. Its programs run until it is closed; not closing it is fine where the process ends.
    interface Opened extends Backend, AutoCloseable {
        /// A plan that was made before, as a program. Nothing of it is compiled that was shipped compiled for this device.
        ///
        /// @param state where the plan's tensors are in the CPU's array
        Program load(ShippedPlan plan, StateLayout state);

        /// In a few words: `NVIDIA H200`.
        String description();

        @Override
        void close();
    }
}
