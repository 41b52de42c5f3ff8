package dev.bnc.runtime.program;

import java.util.List;

/// What a caller must know to run a program.
///
/// @param batch number of examples one run takes
/// @param arenaSize floats of working memory one run needs; known before anything runs
public record ProgramInfo(
        String name, int batch, List<Slot> inputs, List<Slot> outputs, StateLayout state, int arenaSize) {
    public ProgramInfo {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /// The input of that name.
    ///
    /// @throws IllegalArgumentException if the program has none
    public Slot input(String slot) {
        return find(inputs, slot);
    }

    /// The output of that name.
    ///
    /// @throws IllegalArgumentException if the program has none
    public Slot output(String slot) {
        return find(outputs, slot);
    }

    private Slot find(List<Slot> slots, String wanted) {
        return slots.stream()
                .filter(s -> s.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("program " + name + " has no slot " + wanted + ", only "
                        + slots.stream().map(Slot::name).toList()));
    }
}
