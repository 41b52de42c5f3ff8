package dev.bnc.compiler.plan;

/// How the elements of an operand meet the `[rows, columns]` elements of a loop.
public enum Spread {
    /// One element each: the operand has the loop's rows and columns.
    EACH,
    /// One element a column, the same in every row: the operand is one row.
    COLUMN,
    /// One element for the whole loop.
    ALL;

    /// How `operand` meets a loop over `[rows, columns]`.
    ///
    /// @throws IllegalArgumentException if it does not
    public static Spread of(Operand operand, int rows, int columns) {
        if (operand.rows() == rows && operand.columns() == columns) {
            return EACH;
        }
        if (operand.elements() == 1) {
            return ALL;
        }
        if (operand.rows() == 1 && operand.columns() == columns) {
            return COLUMN;
        }
        throw new IllegalArgumentException(operand + " does not fit a loop over [" + rows + "," + columns + "]");
    }
}
