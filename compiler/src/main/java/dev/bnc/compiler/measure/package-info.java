/// How long a compiled program takes: its first calls, its calls once warm, and each of its steps.
///
/// Entry types: [ProgramTimer], and [DeviceTimer] for a device. Programs are not changed for it; a step is timed as a program of its own on the same memory.
@NullMarked
package dev.bnc.compiler.measure;

import org.jspecify.annotations.NullMarked;
