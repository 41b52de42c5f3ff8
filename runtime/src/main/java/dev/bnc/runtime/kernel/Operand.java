package dev.bnc.runtime.kernel;

/// Where an operand lies, known when the program is made.
///
/// @param offset index of the first float
/// @param rowStride floats from one row to the next; 0 for a vector that holds for every row, [#SCALAR] for a
///     single
///     number that holds for every element
public record Operand(Space space, int offset, int rowStride) {
    /// Row stride of a single number.
    public static final int SCALAR = -1;

    /// An operand in the state.
    public static Operand state(int offset, int rowStride) {
        return new Operand(Space.STATE, offset, rowStride);
    }

    /// An operand in the arena.
    public static Operand arena(int offset, int rowStride) {
        return new Operand(Space.ARENA, offset, rowStride);
    }

    /// The operand that begins some floats later.
    public Operand from(int floats) {
        return new Operand(space, offset + floats, rowStride);
    }

    /// The array of the two that holds it.
    float[] in(float[] state, float[] arena) {
        return switch (space) {
            case STATE -> state;
            case ARENA -> arena;
        };
    }
}
