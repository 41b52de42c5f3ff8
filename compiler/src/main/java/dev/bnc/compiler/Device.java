package dev.bnc.compiler;

import java.util.SequencedMap;

/// A device beside the CPU that programs can run on. What there is, `java.util.ServiceLoader` finds: the compiler knows none,
/// and bnc works without any.
public interface Device {
    /// As users call it: `cuda`.
    String name();

    /// What was found on this machine and what would be used, for people: a subject each. Works where there is no such
    /// device, and says so.
    SequencedMap<String, String> findings();
}
