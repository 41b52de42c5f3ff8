package dev.bnc.compiler.elaborate;

/// Writes numbers as a user would: `0.5`, `4e-5`, `100`.
final class Decimal {
    private static final double LARGEST_WHOLE = 1e15;

    private Decimal() {}

    static String text(double value) {
        if (value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE) {
            return Long.toString((long) value);
        }
        return Double.toString(value).replace(".0E", "e").replace("E", "e");
    }
}
