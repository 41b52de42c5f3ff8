package dev.bnc.compiler;

import dev.bnc.compiler.plan.MemoryPlanner;
import dev.bnc.compiler.plan.Plan;
import java.util.Locale;
import java.util.OptionalInt;

/// A program's plan, and how the one that was not taken compares.
///
/// @param keeping floats of arena if no activation is computed anew for the backward pass; empty where that is the
///     same plan
/// @param recomputing floats of arena if cheap ones are; empty where that is the same plan
public record PlannedProgram(Plan plan, OptionalInt keeping, OptionalInt recomputing) {
    /// 256 MB: less is nothing to save.
    private static final int LARGE = 64 << 20;

    /// A plan for which there is no choice.
    static PlannedProgram only(Plan plan) {
        return new PlannedProgram(plan, OptionalInt.empty(), OptionalInt.empty());
    }

    /// Takes the plan that computes anew if that pays: it moves some percent more bytes, so memory has to be large, and a
    /// tenth smaller by it.
    static PlannedProgram choose(Plan keeping, Plan recomputing) {
        OptionalInt kept = OptionalInt.of(keeping.arenaSize());
        OptionalInt anew = OptionalInt.of(recomputing.arenaSize());
        boolean pays =
                keeping.arenaSize() >= LARGE && 10L * recomputing.arenaSize() <= 9L * keeping.arenaSize();
        return pays
                ? new PlannedProgram(recomputing, kept, OptionalInt.empty())
                : new PlannedProgram(keeping, OptionalInt.empty(), anew);
    }

    /// One line: `memory: arena 12.3 MB (18.0 MB if activations were kept), 12.1 MB alive at once; state 4.7 MB`.
    public String memory() {
        String other = "";
        if (keeping.isPresent()) {
            other = " (" + megabytes(keeping.getAsInt()) + " if activations were kept)";
        } else if (recomputing.isPresent()) {
            other = " (" + megabytes(recomputing.getAsInt()) + " if activations were computed anew)";
        }
        return "memory: arena " + megabytes(plan.arenaSize()) + other + ", "
                + megabytes(MemoryPlanner.lowerBound(plan)) + " alive at once; state "
                + megabytes(plan.state().size());
    }

    private static String megabytes(int floats) {
        return String.format(Locale.ROOT, "%,.1f MB", 4e-6 * floats);
    }
}
