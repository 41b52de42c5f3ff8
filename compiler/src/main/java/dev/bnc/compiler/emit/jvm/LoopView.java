package dev.bnc.compiler.emit.jvm;

import static dev.bnc.compiler.emit.jvm.Expression.add;
import static dev.bnc.compiler.emit.jvm.Expression.multiply;

/// Where a load of a loop reads or a store writes.
sealed interface LoopView {
    /// Element `column` of the loop is `array[first + column]`.
    record Row(Local array, Local first) implements LoopView {}

    /// As a row, but each row of the loop begins `stride` further on.
    record Matrix(Local array, Local first, Local stride) implements LoopView {}

    /// The same for all elements.
    record Single(Local value) implements LoopView {}

    /// This view in one row of the loop.
    default LoopView inRow(MethodCode code, Local row) {
        return switch (this) {
            case Matrix(Local array, Local first, Local stride) ->
                new Row(array, code.local("base", add(first, multiply(row, stride))));
            case Row _, Single _ -> this;
        };
    }

    /// What a lane reads at `column`, once in a row.
    default Expression load(Lanes at, Local column) {
        return switch (this) {
            case Single(Local value) -> value;
            case Row(Local array, Local first) -> at.load(array, add(first, column));
            case Matrix _ -> throw new IllegalStateException("outside of a row: " + this);
        };
    }

    /// Writes what a lane has at `column`, once in a row.
    default void store(Lanes at, MethodCode code, Local column, Local value) {
        switch (this) {
            case Row(Local array, Local first) -> at.store(code, array, add(first, column), value);
            case Single _, Matrix _ -> throw new IllegalStateException("no place in a row: " + this);
        }
    }
}
