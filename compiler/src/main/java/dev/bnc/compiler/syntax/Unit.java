package dev.bnc.compiler.syntax;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The units a number can carry, with their spellings.
public enum Unit {
    STEPS("steps", "step"),
    EPOCHS("epochs", "epoch"),
    SECONDS("s", "seconds", "second"),
    MINUTES("min", "minutes", "minute"),
    HOURS("h", "hours", "hour");

    private final List<String> spellings;

    Unit(String... spellings) {
        this.spellings = List.of(spellings);
    }

    /// All spellings, the preferred one first.
    public List<String> spellings() {
        return spellings;
    }

    /// The unit spelt `word`, if there is one.
    public static Optional<Unit> of(String word) {
        return Arrays.stream(values())
                .filter(unit -> unit.spellings.contains(word))
                .findFirst();
    }
}
